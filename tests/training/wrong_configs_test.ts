/** Configs and parts that are none, where one is read, written or looked up. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

type Call = (...args: unknown[]) => unknown;

interface Family {
  readonly get?: Call;
  readonly serialize: Call;
  readonly deserialize: Call;
}

const FAMILIES = Object.entries({
  losses: dg.losses,
  metrics: dg.metrics,
  optimizers: dg.optimizers,
  schedules: dg.optimizers.schedules,
  initializers: dg.initializers,
  regularizers: dg.regularizers,
  constraints: dg.constraints,
}) as [string, Record<string, unknown> & Family][];

const NO_CONFIGS = [null, undefined, 5, "mse", [], [[]], true, () => ({})];

/** Asserts that what is wrong is said in words of ours. */
function assertRefuses(call: Call, what: string): void {
  const { message } = assertThrows(call, Error, undefined, what) as Error;
  assert(
    /^Cannot \w+ .*: expected/.test(message),
    `${what}: ${message}`,
  );
  assert(message.length < 800, what);
}

Deno.test("a class makes nothing of what is no config", () => {
  let tried = 0;
  for (const [family, exported] of FAMILIES) {
    for (const [name, one] of Object.entries(exported)) {
      if (typeof one !== "function" || !/^class\b/.test(`${one}`)) continue;
      const made = one as unknown as { readonly fromConfig?: Call };
      if (typeof made.fromConfig !== "function") continue;
      for (const wrong of NO_CONFIGS) {
        assertRefuses(() => made.fromConfig!(wrong), `${family}.${name}`);
      }
      tried++;
    }
  }
  assert(tried > 100, `${tried}`);
});

Deno.test("what names nothing is not found", () => {
  for (const [family, { get, deserialize }] of FAMILIES) {
    const things = [5, true, [], {}, new Map(), "no such thing", "constructor"];
    const configs = [
      { class_name: 5, config: {} },
      { class_name: "toString", config: {} },
      { class_name: "function", config: "constructor" },
      { config: {} },
    ];
    for (const wrong of [...things, ...configs]) {
      if (get) assertRefuses(() => get(wrong), `${family}.get`);
      assertRefuses(() => deserialize(wrong), `${family}.deserialize`);
    }
    if (get) assertEquals([get(null), get(undefined)], [null, null]);
    assertRefuses(() => deserialize(null), family);
  }
});

Deno.test("classes and functions of one's own come in an object", () => {
  for (const [family, exported] of FAMILIES) {
    const known = Object.keys(exported).find((name) => /^[A-Z]/.test(name));
    for (const wrong of [null, 5, "x", [], true]) {
      const config = { class_name: known, config: {} };
      assertRefuses(() => exported.deserialize(config, wrong), family);
    }
  }
});

Deno.test("what is no part is not written", () => {
  for (const [family, { serialize }] of FAMILIES) {
    for (const wrong of [5, "mse", {}, [], true, new Map()]) {
      assertRefuses(() => serialize(wrong), family);
    }
  }
});
