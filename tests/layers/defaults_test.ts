/** What is not given is what Keras takes. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadFixture } from "../helpers/fixtures.ts";

/** An object of Keras that was made with what it needs only. */
interface Case {
  readonly module: keyof typeof readers;
  readonly name: string;
  readonly given: dg.layers.Config;
  readonly config: dg.layers.Config;
}

interface Configured {
  getConfig(): dg.layers.Config;
}

const { cases } = loadFixture<{ cases: Case[] }>("behaviour/defaults.json");

const readers = {
  layers: dg.layers.deserialize,
  losses: dg.losses.deserialize,
  metrics: dg.metrics.deserialize,
  optimizers: dg.optimizers.deserialize,
  initializers: dg.initializers.deserialize,
  regularizers: dg.regularizers.deserialize,
  constraints: dg.constraints.deserialize,
};

for (const module of Object.keys(readers) as Case["module"][]) {
  Deno.test(`defaults of ${module} are Keras's`, () => {
    const ofModule = cases.filter((one) => one.module === module);
    for (const { name, given, config } of ofModule) {
      const made = readers[module]({ class_name: name, config: given });
      const own = (made as unknown as Configured).getConfig();
      const compared = Object.fromEntries(
        Object.keys(config).map((key) => [key, own[key]]),
      );
      assertEquals(plain(compared), plain(config), name);
    }
  });
}

/** A config as JSON has it, without the seeds, which differ. */
function plain(config: dg.layers.Config): unknown {
  const text = JSON.stringify(
    config,
    (key, value) => key === "seed" ? undefined : value,
  );
  return JSON.parse(text);
}
