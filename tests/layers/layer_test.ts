/** What all layers have in common: weights, names, trainable, shapes. */

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkLayer } from "../helpers/check_layer.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Dense, Layer } = dg.layers;
type PartialShape = dg.layers.PartialShape;

/** A layer of the user's own, which says as little as it can. */
class Scale extends Layer {
  factor?: dg.layers.Variable;

  override build(inputShape: PartialShape): void {
    const [size] = inputShape.slice(-1);
    this.factor = this.addWeight({
      name: "factor",
      shape: [size],
      initializer: "ones",
      regularizer: "l2",
    });
    super.build(inputShape);
  }

  override call(x: dg.Tensor): dg.Tensor {
    return dg.mul(x, this.factor ?? 1);
  }
}

/** Layers in properties, in lists and in records. */
class Net extends Layer {
  readonly first = new Dense({ units: 2, name: "first" });
  readonly list = [new Scale({ name: "second" }), this.first];
  readonly heads = { last: new Dense({ units: 3, name: "last" }) };
  readonly offset = new dg.layers.Variable(dg.zeros([3]), { name: "offset" });

  override call(x: dg.Tensor): dg.Tensor {
    const y = this.list[0].apply(this.first.apply(x));
    return dg.add(this.heads.last.apply(y), this.offset);
  }
}

const paths = (variables: readonly dg.layers.Variable[]) =>
  variables.map(({ path }) => path);

Deno.test("weights are those of a layer, then of the layers in it, each once", () => {
  const net = new Net({ name: "net" });
  net.apply(dg.ones([4, 5]));
  assertEquals(paths(net.weights), [
    "offset",
    "net/first/kernel",
    "net/first/bias",
    "net/second/factor",
    "net/last/kernel",
    "net/last/bias",
  ]);
  assertEquals(net.countParams(), 3 + 12 + 2 + 9);
  assertEquals(net.losses.length, 1);
});

Deno.test("freezing a layer freezes what is in it, and thawing spares what was frozen alone", () => {
  const net = new Net({ name: "net" });
  net.apply(dg.ones([4, 5]));
  net.first.bias!.trainable = false;
  net.heads.last.trainable = false;
  assertEquals(paths(net.trainableVariables), [
    "offset",
    "net/first/kernel",
    "net/second/factor",
  ]);
  assertEquals(paths(net.nonTrainableVariables), [
    "net/first/bias",
    "net/last/kernel",
    "net/last/bias",
  ]);
  net.trainable = false;
  assertEquals(net.trainableWeights, []);
  assertEquals(net.losses, []);
  net.trainable = true;
  assertEquals(net.trainableVariables.length, 5);
  assertEquals(net.nonTrainableWeights, [net.first.bias]);
});

forEachBackend("what is frozen is not watched", () => {
  const layer = new Dense({ units: 2, trainable: false });
  layer.build([null, 3]);
  assertEquals(layer.trainableVariables, []);
  using tape = new dg.GradientTape();
  const y = layer.apply(dg.ones([1, 3]));
  assertEquals(tape.gradient(y, [layer.kernel]), [null]);
});

Deno.test("names count up by class, in Keras's spelling", () => {
  const options = { filters: 1, kernelSize: 1 };
  const [first, second] = [1, 2].map(() =>
    new dg.layers.Conv2DTranspose(options).name
  );
  assertMatch(first, /^conv2d_transpose(_\d+)?$/);
  assertMatch(second, /^conv2d_transpose_\d+$/);
  assertMatch(new Net().name, /^net(_\d+)?$/);
  assertThrows(
    () => new Dense({ units: 1, name: "a/b" }),
    dg.ValueError,
    'Cannot make Dense: expected name to be a string without "/", received "a/b"',
  );
});

Deno.test("options that no layer reads, or of values that are not allowed, are refused", () => {
  assertThrows(
    () => new Dense({ units: 1, unit: 2 } as dg.layers.DenseOptions),
    TypeError,
    "received unit (did you mean units?)",
  );
  const wrong: [object, string][] = [
    [{ units: 1, dtype: "float16" }, 'expected dtype "float32"'],
    [{ units: 1, trainable: 1 }, "expected trainable to be true or false"],
    [{ units: 1, useBias: 0 }, "expected useBias to be true or false"],
    [{ units: 2.5 }, "expected units to be a strictly positive integer"],
    [
      {},
      "expected units to be a strictly positive integer, received undefined",
    ],
  ];
  for (const [options, message] of wrong) {
    assertThrows(
      () => new Dense(options as dg.layers.DenseOptions),
      dg.ValueError,
      message,
    );
  }
});

forEachBackend("weights are set all, or not at all", async () => {
  const layer = new Dense({ units: 2, kernelInitializer: "ones", name: "d" });
  assertThrows(
    () => layer.setWeights([dg.zeros([3, 2])]),
    dg.ValueError,
    'Cannot set the weights of Dense "d": expected 0 tensors until it is built, received 1',
  );
  layer.build([null, 3]);
  assertThrows(
    () => layer.setWeights([dg.zeros([3, 2]), dg.zeros([3])]),
    dg.ShapeError,
    'Cannot assign to variable "d/bias": expected shape [2], received [3]',
  );
  assertEquals([...await layer.kernel.value.data()], Array(6).fill(1));
  const before = layer.getWeights();
  layer.setWeights([dg.full([3, 2], 7), dg.full([2], 8)]);
  assertEquals([...await layer.bias!.value.data()], [8, 8]);
  assertEquals([...await before[0].data()], Array(6).fill(1));
});

forEachBackend(
  "a layer that is called in a scope keeps its weights",
  async (backend) => {
    const before = backend.bytesInUse;
    {
      using layer = new Dense({ units: 2, kernelInitializer: "ones" });
      {
        using _ = new dg.Scope();
        layer.apply(dg.ones([1, 3]));
      }
      using x = dg.ones([1, 3]);
      using y = layer.apply(x);
      assertEquals([...await y.data()], [3, 3]);
    }
    assertEquals(backend.bytesInUse, before);
  },
);

forEachBackend(
  "the output of a layer that does nothing is not its input",
  async () => {
    const x = dg.ones([2]);
    const y = new dg.layers.Activation({ activation: "linear" }).apply(x);
    y[Symbol.dispose]();
    assertEquals([...await x.data()], [1, 1]);
  },
);

Deno.test("first values are no part of a recording", () => {
  const layer = new Dense({ units: 2 });
  using tape = new dg.GradientTape();
  const y = dg.sum(layer.apply(dg.ones([1, 3])));
  const [gradient] = tape.gradient(y, [layer.kernel]);
  assertEquals(gradient?.shape, [3, 2]);
});

Deno.test("a build that fails leaves nothing, and can be tried again", () => {
  let wrong = true;
  const layer = new Dense({
    units: 2,
    biasInitializer: (shape) => dg.zeros(wrong ? [5] : shape),
    name: "twice",
  });
  assertThrows(
    () => layer.apply(dg.ones([1, 3])),
    dg.ShapeError,
    'Cannot add weight "twice/bias": expected its initializer to give shape [2], received [5]',
  );
  assertEquals([layer.built, layer.weights], [false, []]);
  wrong = false;
  assertEquals(layer.apply(dg.ones([1, 3])).shape, [1, 2]);
  assertThrows(() => layer.build([null, 3]), dg.ValueError, "twice/kernel");
});

Deno.test("a weight that begins on another backend than that in use is refused before the layer is built", async () => {
  const other = { reference: "", wasm: "another " } as const;
  for (const name of ["reference", "wasm"] as const) {
    await dg.setBackend(name, { fuse: false });
    const value = dg.ones([3, 2]);
    await dg.setBackend("wasm");
    const layer = new Dense({
      ...{ units: 2, name: "away", kernelInitializer: () => value },
    });
    assertThrows(
      () => layer.build([null, 3]),
      TypeError,
      `Cannot add weight "away/kernel": expected a tensor on "wasm", the backend in use, from its initializer, received one on ${
        other[name]
      }"${name}"`,
    );
    assertEquals([layer.built, layer.weights], [false, []]);
  }
});

Deno.test("a layer of the user's own tells its output's shape, and is checked like ours", async () => {
  const net = new Net();
  assertEquals([...net.computeOutputShape([null, 5])], [null, 3]);
  assertThrows(
    () => new Scale().computeOutputShape([null, null, 2]),
    dg.ShapeError,
    "expected sizes that are all known but the batch",
  );
  const config = dg.layers.serialize(new Scale({ name: "s" }));
  assertEquals(config.registered_name, "Scale");
  assertThrows(
    () => dg.layers.deserialize(config),
    dg.ValueError,
    "Cannot find layer: expected one that is known",
  );
  assertEquals(dg.layers.deserialize(config, { Scale }).name, "s");
  await checkLayer(() => new Dense({ units: 3, activation: "tanh" }), [
    2,
    4,
    3,
  ]);
});

Deno.test("call must return a tensor, and apply takes one", () => {
  class Wrong extends Layer {
    override call(): dg.Tensor {
      return 3 as unknown as dg.Tensor;
    }
  }
  const layer = new Wrong({ name: "wrong" });
  assertThrows(
    () => layer.apply(dg.ones([1])),
    TypeError,
    'Cannot apply Wrong "wrong": expected call to return a tensor, received 3',
  );
  assertThrows(() => layer.apply("x" as unknown as dg.Tensor), TypeError);
});

Deno.test("layers say what they are", () => {
  const layer = new Dense({ units: 2, name: "d" });
  assertThrows(() => layer.countParams(), dg.ValueError, "to be built");
  assertEquals(`${layer.summary()}`, "d (Dense): ?, 0 parameters");
  layer.build([null, 600]);
  assertEquals(`${layer.summary()}`, "d (Dense): [null, 2], 1,202 parameters");
  assertEquals(
    Deno.inspect(layer),
    'Dense "d" { units: 2, output: [null, 2], params: 1202 }',
  );
});

Deno.test("a layer that has no call says so when it is applied", () => {
  class Forward
    extends (dg.layers.Layer as unknown as new () => dg.layers.Flatten) {
    forward(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  const layer: dg.layers.Layer = new Forward();
  assertThrows(
    () => layer.apply(dg.ones([2])),
    TypeError,
    'Cannot apply Forward "forward": expected a method call, received undefined',
  );
});
