/** Weights of layers: their order, and what is said of them before there are any. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

const { BatchNormalization, Dense, Layer, SpectralNormalization } = dg.layers;

/** The names of the weights that are not those of a layer inside. */
function ownWeights(layer: dg.layers.Layer): dg.layers.Variable[] {
  const [, ...others] = layer.modules;
  const inner = new Set(others.flatMap((other) => other.weights));
  return layer.weights.filter((weight) => !inner.has(weight));
}

function names(layer: dg.layers.Layer): string[] {
  return layer.weights.map(({ name }) => name);
}

/** The names of the properties by which a built layer shows weights. */
function shownBy(layer: dg.layers.Layer): (keyof dg.layers.Layer)[] {
  const found: string[] = [];
  for (
    let made = Object.getPrototypeOf(layer);
    made !== Layer.prototype;
    made = Object.getPrototypeOf(made)
  ) found.push(...Object.getOwnPropertyNames(made));
  return (found as (keyof dg.layers.Layer)[]).filter((name) => {
    // What a model tells once it is compiled, and once it is part of a graph.
    if (["optimizer", "input", "output"].includes(String(name))) return false;
    const value: unknown = layer[name];
    return value instanceof dg.layers.Variable;
  });
}

Deno.test("of the weights of every layer those that are trained come first", () => {
  let tried = 0;
  for (const [name, { make, given }] of everyLayer) {
    using layer = make();
    layer.apply(given());
    const trained = ownWeights(layer).map(({ trainable }) => trainable);
    assertEquals(trained, trained.toSorted((a, b) => +b - +a), name);
    tried += trained.includes(false) ? 1 : 0;
  }
  assert(tried >= 2, `${tried}`);
});

Deno.test("weights stand in Keras's order, whichever was made first", () => {
  class Own extends Layer {
    readonly late = new dg.layers.Variable(1, { name: "late" });
    override build(inputShape: dg.layers.PartialShape): void {
      this.addWeight({ name: "count", shape: [], trainable: false });
      this.addWeight({ name: "factor", shape: [] });
      super.build(inputShape);
    }
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  using own = new Own();
  own.build([null, 2]);
  assertEquals(names(own), ["factor", "late", "count"]);
  using norm = new BatchNormalization();
  norm.build([null, 2]);
  assertEquals(names(norm), [
    "gamma",
    "beta",
    "moving_mean",
    "moving_variance",
  ]);
  using spectral = new SpectralNormalization({
    layer: new Dense({ units: 1 }),
  });
  spectral.build([null, 2]);
  assertEquals(names(spectral), ["kernel", "vector_u", "bias"]);
});

Deno.test("every weight of every layer says before it is built that it is not", () => {
  let tried = 0;
  for (const { make, given } of everyLayer.values()) {
    using built = make();
    built.apply(given());
    const layer = make();
    for (const name of shownBy(built)) {
      tried++;
      const { message } = assertThrows(() => layer[name], ReferenceError);
      assert(message.startsWith("Cannot read the "), message);
      assert(message.includes(`of ${layer}: expected it to be built`), message);
    }
  }
  assert(tried >= 20, `${tried}`);
});

Deno.test("a weight that an option switched off is null", () => {
  const { GroupNormalization, LayerNormalization } = dg.layers;
  const options = { center: false, scale: false };
  for (
    const layer of [
      new BatchNormalization(options),
      new GroupNormalization({ ...options, groups: 2 }),
      new LayerNormalization(options),
    ]
  ) {
    layer.build([null, 4]);
    assertEquals([layer.gamma, layer.beta], [null, null]);
    layer[Symbol.dispose]();
  }
  using dense = new Dense({ units: 1, useBias: false });
  dense.build([null, 2]);
  assertEquals(dense.bias, null);
});
