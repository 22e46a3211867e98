/** Layers, weights and models take what they read, and say what that is. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

type Maker = new (...args: unknown[]) => unknown;

function refused(f: () => unknown, ...says: string[]): void {
  const error = assertThrows(f, Error);
  const clear = error instanceof TypeError || error instanceof dg.ValueError;
  assert(clear, `${error}`);
  for (const words of says) assert(error.message.includes(words), `${error}`);
}

Deno.test("every option of a config is an option of the class", () => {
  for (const [name, { make }] of everyLayer) {
    if (name === "Sequential" || name === "InputLayer") continue;
    using layer = make();
    const object = dg.layers.serialize(layer);
    using copy = dg.layers.deserialize(object, customObjectsOf(layer));
    assertEquals(copy.getConfig(), layer.getConfig(), name);
  }
});

function customObjectsOf(layer: dg.layers.Layer): dg.layers.CustomObjects {
  return layer instanceof dg.layers.Lambda
    ? { [layer.function.name]: layer.function }
    : {};
}

Deno.test("an option that was misspelled is told what it may be", () => {
  const make = (options: object) => () =>
    Reflect.construct(dg.layers.Dense, [options]);
  refused(make({ unit: 3 }), "did you mean units?", "received unit", "useBias");
  refused(make({ units: 3, use_bias: false }), "did you mean useBias?");
  const long = { units: 3, ["x".repeat(1e6)]: "y".repeat(1e6) };
  const { message } = assertThrows(make(long), Error);
  assert(message.length < 1000, message);
});

Deno.test("a Sequential takes an array of layers", () => {
  const made = dg.Sequential as unknown as Maker;
  const dense = () => new dg.layers.Dense({ units: 1 });
  for (const wrong of [5, null, "dense", dense(), { layers: [dense()] }]) {
    refused(() => new made(wrong), "Cannot make Sequential", "array of layers");
  }
  refused(() => new made([dense()], "name"), "Cannot make Sequential");
  refused(() => new made([dense()], { nmae: "x" }), "did you mean name?");
  refused(() => new made([], {}, 3), "Cannot make Sequential");
  const add = new dg.Sequential() as unknown as {
    add(...args: unknown[]): void;
  };
  refused(() => add.add(dense(), dense()), "Cannot add", "1 argument");
});

Deno.test("a call takes one input, or an array of them, and options", () => {
  const apply = (layer: dg.layers.Layer, ...args: unknown[]) => () =>
    (layer.apply as (...args: unknown[]) => unknown).call(layer, ...args);
  for (const [name, { make, input }] of everyLayer) {
    const x = dg.ones(input);
    refused(apply(make(), x, x), `Cannot apply ${name}`, "apply([a, b])");
    refused(apply(make(), x, true), `Cannot apply ${name}`, "training");
    refused(apply(make(), x, { trainning: true }), name, "mean training?");
    refused(apply(make(), x, { training: 1 }), name, "true or false");
    refused(apply(make(), x, {}, x), `Cannot apply ${name}`);
  }
  const add = new dg.layers.Add();
  assertEquals(add.apply([dg.ones([2]), dg.ones([2])]).shape, [2]);
});

Deno.test("weights and variables take what they read", () => {
  class Own extends dg.layers.Layer {
    constructor(readonly args: unknown[]) {
      super({ name: "own" });
    }
    override build(): void {
      (this.addWeight as (...args: unknown[]) => unknown)(...this.args);
    }
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  const build = (...args: unknown[]) => () => new Own(args).build();
  refused(build("kernel", [2, 3]), "own");
  refused(build({ name: "kernel", inizializer: "ones" }), "mean initializer?");
  refused(build({ name: "kernel" }, [2]), "1 argument");
  refused(build({ name: "a/b", shape: [2] }), "name");
  const made = dg.layers.Variable as unknown as Maker;
  refused(() => new made(1, "name"), "Cannot make Variable");
  refused(() => new made(1, { trainabel: false }), "mean trainable?");
  const wrong = { name: 5, path: 5, trainable: "no", regularizer: "l2" };
  for (const [key, value] of Object.entries({ ...wrong, constraint: {} })) {
    refused(() => new made(1, { [key]: value }), "Cannot make Variable", key);
  }
  const variable = new dg.layers.Variable(1);
  refused(() => Reflect.set(variable, "trainable", "no"), "trainable");
});
