/** Classes whose objects are made from options by a table, and read back from their configs. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { optionsFrom, tableOf } from "../../config/configurable.ts";
import { Configured } from "../../config/configured.ts";
import { ValueError } from "../../config/errors.ts";
import { count, flag, number, settled } from "../../config/rows.ts";
import type { AnySchema, OptionsArguments } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import { everyLayer } from "../helpers/every_layer.ts";

interface BaseOptions {
  readonly rate?: number;
  readonly useBias?: boolean;
}

class Base<Options extends BaseOptions = BaseOptions>
  extends Configured<Options> {
  static override readonly schema: AnySchema = {
    rate: number(0.5),
    useBias: {
      ...flag(true),
      aliases: ["bias"],
      fromAlias: (value) => value === "yes",
    },
  };
  static readonly withoutMeaning: Config = { fused: null };
  declare readonly rate: number;
  declare readonly useBias: boolean;
}

class Derived extends Base<BaseOptions & { readonly units: number }> {
  static override readonly schema: AnySchema = { units: count() };
  declare readonly units: number;
}

class Settled extends Base {
  static override readonly schema: AnySchema = { rate: settled(0.25) };
}

Deno.test("a class has the rows of those that it derives from, first", () => {
  assertEquals(Object.keys(tableOf(Derived)), ["rate", "useBias", "units"]);
  const made = new Derived({ units: 3, rate: 1 });
  assertEquals({ ...made }, { rate: 1, useBias: true, units: 3 });
  assertEquals(made.getConfig(), { rate: 1, use_bias: true, units: 3 });
});

Deno.test("a class without a table of its own has that of the class above", () => {
  class Plain extends Base {}
  assertEquals(Object.keys(tableOf(Plain)), ["rate", "useBias"]);
  assertThrows(
    () => Reflect.construct(Plain, [{ rates: 1 }]),
    TypeError,
    "Cannot make Plain: expected options rate, useBias, received rates (did you mean rate?)",
  );
});

Deno.test("what a class has settled is held, but no option and in no config", () => {
  assertEquals(new Settled().rate, 0.25);
  assertEquals(new Settled().getConfig(), { use_bias: true });
  assertThrows(
    () => new Settled({ rate: 1 }),
    TypeError,
    "Cannot make Settled: expected options useBias, received rate",
  );
});

Deno.test("the one argument is an object of options", () => {
  const make = (...args: unknown[]) => () => Reflect.construct(Base, args);
  assertEquals({ ...new Base() }, { rate: 0.5, useBias: true });
  assertThrows(
    make({}, {}),
    TypeError,
    "Cannot make Base: expected 1 argument, received 2",
  );
  for (const wrong of [0, "x", null, [], new Base()]) {
    assertThrows(make(wrong), TypeError, "expected an object of options");
  }
});

Deno.test("a constructor of one's own gives its own options on", () => {
  class Own extends Base {
    readonly doubled: number;
    constructor(...options: OptionsArguments<BaseOptions>) {
      super(...options);
      this.doubled = 2 * this.rate;
    }
  }
  const copy = Own.fromConfig(new Own({ rate: 2 }).getConfig());
  assert(copy instanceof Own);
  assertEquals(copy.doubled, 4);
});

Deno.test("a config is read under Keras's names, older ones and ours", () => {
  const read = (config: Config) => ({ ...Base.fromConfig(config) });
  assertEquals(read({ use_bias: false }), { rate: 0.5, useBias: false });
  assertEquals(read({ useBias: false }), { rate: 0.5, useBias: false });
  assertEquals(read({ bias: "yes" }), { rate: 0.5, useBias: true });
  assertEquals(read({ bias: "no" }), { rate: 0.5, useBias: false });
});

Deno.test("an argument that means nothing here is read with its one value", () => {
  const usual = { ...new Base() };
  for (const key of ["fused", "lora_rank", "quantization_config"]) {
    assertEquals({ ...Base.fromConfig({ [key]: null }) }, usual);
    assertThrows(
      () => Base.fromConfig({ [key]: 8 }),
      ValueError,
      `Cannot read a config: expected ${key} to be null, received 8`,
    );
  }
});

Deno.test("an option is given once", () => {
  assertThrows(
    () => Base.fromConfig({ use_bias: true, bias: "yes" }),
    ValueError,
    'Cannot read a config: expected useBias once, received it again as "bias"',
  );
});

Deno.test("arguments that no option has are refused, as in options", () => {
  const proto = JSON.parse('{ "__proto__": { "rate": 1 } }');
  for (const [key, config] of [["rates", { rates: 1 }], ["__proto__", proto]]) {
    assertThrows(
      () => Base.fromConfig(config),
      TypeError,
      `Cannot make Base: expected options rate, useBias, received ${key}`,
    );
  }
  for (const wrong of [null, 5, "x", [1]]) {
    assertThrows(
      () => Reflect.apply(Base.fromConfig, Base, [wrong]),
      TypeError,
      "Cannot read a config: expected an object of Keras's arguments, received",
    );
  }
});

Deno.test("objects of one's own in a config are looked up", () => {
  const half = () => 0.5;
  const name = { class_name: "function", config: "half" };
  assertEquals(optionsFrom(Base, { rate: name }, { half }), { rate: half });
  const object = { class_name: "My>Base", config: { rate: 3 } };
  const found = optionsFrom(Base, { rate: object }, { "My>Base": Base });
  assert(found.rate instanceof Base);
  assertEquals(found.rate.rate, 3);
  assertEquals(optionsFrom(Base, { rate: object }), { rate: object });
});

Deno.test("configs are not read deeper than the stack allows", () => {
  let config: Config = {};
  for (let i = 0; i < 1000; i++) {
    config = { rate: { class_name: "Base", config } };
  }
  assertThrows(
    () => optionsFrom(Base, config, { Base }),
    ValueError,
    "expected at most 100 objects inside each other",
  );
});

Deno.test("a field that would hide an option is refused when the object is made", () => {
  class Hidden extends Configured<{ readonly factor?: number }> {
    static override readonly schema = { factor: number(2) };
    readonly factor: number = 1;
  }
  assertThrows(() => new Hidden(), TypeError, "factor");
});

Deno.test("every option of every layer and callback is held so that no field can hide it", () => {
  const { CSVLogger, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau } =
    dg.callbacks;
  const made: object[] = [
    ...[...everyLayer.values()].map(({ make }) => make()),
    new CSVLogger({ filename: "log.csv" }),
    new EarlyStopping(),
    new ModelCheckpoint({ filepath: "best.weights.safetensors" }),
    new ReduceLROnPlateau(),
  ];
  let tried = 0;
  for (const one of made) {
    for (
      const option of Object.keys(tableOf(one.constructor as typeof Configured))
    ) {
      const held = Object.getOwnPropertyDescriptor(one, option);
      if (!held) continue;
      tried++;
      assertEquals(held.configurable, false, `${option} of ${one}`);
    }
  }
  assert(tried > 200, `${tried}`);
});
