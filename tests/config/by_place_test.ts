/** Options that are given by their places: in Keras's order, and the same as by their names. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";
import { loadFixture } from "../helpers/fixtures.ts";

type Signatures = Record<string, Record<string, string[]>>;

const signatures = loadFixture<Signatures>("behaviour/signatures.json");

const rooms: Record<string, object> = {
  layers: dg.layers,
  metrics: dg.metrics,
  optimizers: dg.optimizers,
  schedules: dg.optimizers.schedules,
  initializers: dg.initializers,
  regularizers: dg.regularizers,
  constraints: dg.constraints,
};

interface Made {
  readonly name: string;
  readonly leading: readonly string[];
  readonly prototype: object;
}

/** The classes of a room that take options by their places, by the names that Keras has for them. */
function leadingOf(room: string): [name: string, leading: readonly string[]][] {
  return Object.entries(rooms[room]).flatMap(([name, made]) =>
    isMade(made) && made.leading.length > 0 && name in signatures[room]
      ? [[name, made.leading] as [string, readonly string[]]]
      : []
  );
}

function isMade(value: unknown): value is Made {
  return typeof value === "function" && "leading" in value &&
    Array.isArray(value.leading);
}

const snake = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c}`);

for (const room of Object.keys(rooms)) {
  Deno.test(`places of options are those of Keras's arguments: ${room}`, () => {
    const found = leadingOf(room);
    assert(found.length > 0, "no class takes options by their places");
    for (const [name, leading] of found) {
      const ours = leading.map((option) => snake(option).toLowerCase());
      const first = signatures[room][name].slice(0, leading.length);
      assertEquals(ours, first, name);
    }
  });
}

Deno.test("a layer of options by their places is that of options by their names", () => {
  let compared = 0;
  for (const [name, { make }] of everyLayer) {
    const layer = make();
    const { leading } = layer.constructor as unknown as Made;
    const values = leading.map((option) => Reflect.get(layer, option));
    if (values.length === 0 || values.includes(undefined)) continue;
    const again: dg.layers.Layer = Reflect.construct(
      layer.constructor as CallableFunction,
      [...values, { name: layer.name }],
    );
    for (const option of leading) {
      const held = [again, layer].map((one) => Reflect.get(one, option));
      assertEquals(held[0], held[1], `${name}.${option}`);
    }
    compared++;
  }
  assert(compared > 20, `${compared} were compared`);
});

Deno.test("as many options stand by their places as one likes, and the others by their names", () => {
  const { Conv2D, Dense } = dg.layers;
  const configs = [
    new Conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
    new Conv2D(4, { kernelSize: 3, strides: 2, padding: "same" }),
    new Conv2D(4, 3, { strides: 2, padding: "same" }),
    new Conv2D(4, 3, 2, { padding: "same" }),
    new Conv2D(4, 3, 2, "same"),
  ].map((layer) => ({ ...layer.getConfig(), name: null }));
  for (const config of configs) assertEquals(config, configs[0]);
  assertEquals(new Dense(3, "relu", { name: "out" }).name, "out");
  assertEquals(new dg.optimizers.Adam(0.1, { beta1: 0.5 }).learningRate, 0.1);
  assertEquals(new dg.metrics.Mean("d_loss").name, "d_loss");
  assertEquals(dg.Input([3], { name: "image" }).shape, [null, 3]);
  const x = dg.Input([3]);
  const model = new dg.Model(x, new Dense(2).apply(x), { name: "model" });
  assertEquals([model.name, model.outputs?.length], ["model", 1]);
});

Deno.test("what has no place is refused, and what is given twice", () => {
  const make = (made: unknown, ...args: unknown[]) => () =>
    Reflect.construct(made as CallableFunction, args);
  const { Dense, Flatten } = dg.layers;
  for (
    const [call, says] of [
      [make(Dense, 3, { units: 4 }), "Cannot make Dense: expected units once"],
      [make(Dense, 3, "relu", true, {}), "expected 2 arguments, received 3"],
      [make(Dense, { units: 3 }, "relu"), "expected 1 argument, received 2"],
      [make(Dense, 3, {}, {}), "Cannot find activation: expected a name"],
      [make(Dense, "3"), "Cannot make Dense: expected units to be"],
      [make(Flatten, "channels_last"), "expected an object of options"],
      [make(dg.optimizers.Adam, "fast"), "learningRate"],
    ] as const
  ) {
    assertThrows(call, Error, says);
  }
});

Deno.test("a class of one's own says which of its options have places", () => {
  interface Options extends dg.layers.LayerOptions {
    readonly factor?: number;
  }
  class Scale extends dg.layers.Layer<Options, ["factor"]> {
    static override readonly schema = { factor: dg.options.number(1) };
    static override readonly leading = ["factor"];
    declare readonly factor: number;
    override call(x: dg.Tensor): dg.Tensor {
      return x.mul(this.factor);
    }
  }
  const layer = new Scale(3, { name: "triple" });
  assertEquals([layer.factor, layer.name], [3, "triple"]);
  const again = Scale.fromConfig(layer.getConfig());
  assertEquals([again.factor, again.name], [3, "triple"]);
});

Deno.test("the types allow what is allowed and refuse what is refused", () => {
  const { Dense } = dg.layers;
  const none = (_: () => unknown) => {};
  none(() => new Dense(3));
  none(() => new Dense(3, { useBias: false }));
  // @ts-expect-error units is missing
  none(() => new Dense());
  // @ts-expect-error units is missing
  none(() => new Dense({ useBias: false }));
  // @ts-expect-error there is no such option
  none(() => new Dense({ units: 3, bias: false }));
  // @ts-expect-error there is no such option
  none(() => new Dense(3, { bias: false }));
  // @ts-expect-error units is given twice
  none(() => new Dense(3, { units: 3 }));
});
