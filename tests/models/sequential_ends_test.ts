/** The symbols of a Sequential and its layers, by which other graphs begin and end in it. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertThrows } from "@std/assert";

const { Sequential } = dg;
const { Dense, Reshape } = dg.layers;

Deno.test("a graph may begin with the input of a Sequential and end with what one of its layers gives", async () => {
  const model = new Sequential([
    dg.Input([4]),
    new Dense(3, { name: "code" }),
    new Dense(2, { name: "last" }),
  ]);
  const { input } = model;
  const encoder = new dg.Model(input, model.getLayer("code").output);
  const x = dg.randomNormal([2, 4], { seed: 1 });
  const code = () => model.getLayer("code").apply(x);
  assertEquals(await encoder.apply(x).data(), await code().data());
  assertEquals(model.output.shape, [null, 2]);
  assertEquals(model.output, model.getLayer("last").output);
  assertEquals([model.inputs, model.outputs], [[input], [model.output]]);

  model.add(new Dense(5));
  assertEquals([model.input, model.output.shape], [input, [null, 5]]);
  model.pop();
  assertEquals(model.output, model.getLayer("last").output);
  const both = new dg.Model(input, [encoder.output, model.output].flat());
  const [first, second] = [both.apply<dg.Tensor[]>(x)].flat();
  assertEquals(await first.data(), await code().data());
  assertEquals(await second.data(), await model.apply(x).data());
});

Deno.test("a Sequential has an input and an output once it is built", () => {
  const model = new Sequential([new Dense(3)]);
  assertEquals([model.inputs, model.outputs], [null, null]);
  for (const end of ["input", "output"] as const) {
    assertThrows(
      () => model[end],
      dg.ValueError,
      "expected a model that is built, as one that begins with Input is",
    );
  }
  model.apply(dg.zeros([2, 4]));
  assertEquals([model.input.shape, model.output.shape], [[2, 4], [2, 3]]);
});

Deno.test("a layer that does not fit is not added", () => {
  const model = new Sequential([dg.Input([4]), new Dense(4)]);
  const { output } = model;
  const wrong = new Reshape({ targetShape: [3] });
  assertThrows(() => model.add(wrong), dg.ShapeError, "Reshape");
  assertEquals([model.layers.length, model.output], [1, output]);
});

Deno.test("the ends of a Sequential are those of a model in it that has grown, and its input is what it was made with", () => {
  const x = dg.Input([3]);
  const inner = new Sequential([dg.Input([3]), new Dense(4)], { name: "in" });
  const outer = new Sequential([x, inner]);
  assertEquals(outer.input, x);
  inner.add(new Dense(2));
  assertEquals(outer.output.shape, [null, 2]);
  outer.add(new Dense(5));
  const whole = new dg.Model(x, outer.output);
  assertEquals(whole.apply(dg.zeros([2, 3])).shape, [2, 5]);
});

Deno.test("a class with a call of its own has the ends that this was first called on", async () => {
  class Beside extends Sequential {
    override computeOutputShape([batch, size]: dg.layers.PartialShape) {
      return [batch, size! + 3];
    }
    override call(x: dg.Tensor): dg.Tensor {
      return dg.concat([x, super.call(x)], -1);
    }
  }
  const model = new Beside([dg.Input([4]), new Dense(3)]);
  assertEquals([model.inputs, model.outputs], [null, null]);
  assertThrows(() => model.input, dg.ValueError, "called on symbols");
  const input = dg.Input([4]), output = model.apply(input);
  assertEquals([model.input, model.output], [input, output]);
  assertEquals(output.shape, [null, 7]);
  const graph = new dg.Model(model.input, model.output);
  const x = dg.randomNormal([2, 4], { seed: 1 });
  assertEquals(await graph.apply(x).data(), await model.apply(x).data());
});

Deno.test("a class with a call of its own may be of images of any size, and lie in another model", () => {
  let calls = 0;
  class Doubled extends Sequential {
    override call(x: dg.Tensor): dg.Tensor {
      calls++;
      return super.call(x.mul(2));
    }
  }
  const conv = () => new dg.layers.Conv2D({ filters: 2, kernelSize: 3 });
  const model = new Doubled([dg.Input([null, null, 1]), conv()]);
  assertEquals(model.outputShape, [null, null, null, 2]);
  const outer = new Sequential([dg.Input([null, 8, 1]), model, conv()]);
  assertEquals(outer.outputShape, [null, null, 4, 2]);
  assertEquals(calls, 0, "shapes are told without a call");
});
