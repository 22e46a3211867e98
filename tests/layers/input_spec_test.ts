/** How many inputs layers take, and which. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

/** The product of two inputs, and of a weight for each of the second's features. */
class Gate extends dg.layers.Layer {
  scale!: dg.layers.Variable;

  protected override get inputSpec(): dg.layers.InputSpec {
    return { minInputs: 2 };
  }

  override build(
    first: dg.layers.PartialShape,
    second: dg.layers.PartialShape,
  ): void {
    const shape = second.slice(-1) as number[];
    this.scale = this.addWeight({ name: "scale", shape, initializer: "ones" });
    super.build(first, second);
  }

  override call(x: dg.Tensor, gate: dg.Tensor): dg.Tensor {
    return dg.mul(x, dg.mul(gate, this.scale));
  }
}

/** The same, but it does not say so. */
class Silent extends dg.layers.Layer {
  override call(x: dg.Tensor, gate: dg.Tensor): dg.Tensor {
    return dg.mul(x, gate);
  }
}

Deno.test("a layer of one's own takes several inputs and is trained", async () => {
  const gate = new Gate();
  const x = dg.tensor([[1, 2]]), y = dg.tensor([[3, 4]]);
  assertEquals([...await gate.apply([x, y]).data()], [3, 8]);
  const { gradients } = dg.valueAndGrad(
    () => dg.sum(gate.apply([x, y])),
    gate.trainableVariables,
  );
  assertEquals([...await gradients[0].data()], [3, 8]);
});

Deno.test("inputs too many or too few are told, and how to take more", () => {
  const x = dg.ones([1, 2]);
  assertThrows(
    () => new Gate({ name: "g" }).apply(x),
    dg.ValueError,
    'Cannot apply Gate "g": expected an array of 2, received 1',
  );
  assertThrows(
    () => new Silent({ name: "s" }).apply([x, x, x]),
    dg.ValueError,
    'Cannot apply Silent "s": expected an array of at least 1, received 3',
  );
  assertEquals(new Silent({ name: "s" }).apply([x, x]).shape, [1, 2]);
});

Deno.test("a list of inputs with holes is refused like one of undefined", () => {
  const lists = [
    new Array(2),
    [undefined, undefined],
    // deno-lint-ignore no-sparse-arrays
    [dg.ones([2]), , dg.ones([2])],
  ];
  for (const layer of [new dg.layers.Flatten(), new dg.layers.Add()]) {
    for (const inputs of lists) {
      assertThrows(
        () => layer.apply(inputs as dg.Tensor[]),
        TypeError,
        "expected a tensor, a number or a variable, received undefined",
      );
    }
  }
});
