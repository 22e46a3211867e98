/** Parts of one's own that give what they should not are told so. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertThrows } from "@std/assert";

type Formulas = (terms: dg.optimizers.Terms) => unknown;

class Own extends dg.optimizers.Optimizer {
  readonly #formulas: Formulas;

  constructor(
    formulas: Formulas,
    options: dg.optimizers.OptimizerOptions = {},
  ) {
    super({ learningRate: 0.5, ...options });
    this.#formulas = formulas;
  }

  protected override slotNames(): string[][] {
    return [["sum"]];
  }

  protected override formulas(terms: dg.optimizers.Terms): never {
    return this.#formulas(terms) as never;
  }
}

const WRONG: readonly Formulas[] = [
  () => null,
  () => 5,
  () => [],
  ({ w }) => [w],
  ({ w, slots }) => [w, slots[0], w],
  ({ w }) => [w, undefined],
  ({ w }) => [w, dg.ones([2])],
];

Deno.test("formulas of one's own give an expression for the weight and each slot", async () => {
  for (const options of [{}, { useEma: true }]) {
    for (const formulas of WRONG) {
      using weight = new dg.layers.Variable(dg.ones([2]));
      using optimizer = new Own(formulas, options);
      assertThrows(
        () => optimizer.apply([dg.ones([2])], [weight]),
        TypeError,
        "Cannot make a step: expected",
      );
      assertEquals([...await weight.value.data()], [1, 1]);
    }
  }
});

Deno.test("an initializer of one's own gives a tensor", () => {
  for (const value of [null, undefined, 5, [0, 0], Promise.resolve(1)]) {
    const kernelInitializer = () => value as never;
    const layer = new dg.layers.Dense({ units: 2, kernelInitializer });
    assertThrows(
      () => layer.apply(dg.ones([1, 2])),
      TypeError,
      "expected its initializer to give a tensor",
    );
  }
});

Deno.test("a surplus argument is none of a callback because it is anything", () => {
  let deep: unknown = [];
  for (let i = 0; i < 20_000; i++) deep = [deep];
  assertThrows(
    () => dg.square(...[dg.ones([1]), deep, [null]] as never as [number]),
    TypeError,
    "expected 1 argument",
  );
});

Deno.test("a layer whose build is async is refused, and not built", () => {
  class Later extends dg.layers.Layer {
    // deno-lint-ignore require-await
    override async build(): Promise<void> {
      super.build([null, 2]);
    }

    override call(x: dg.Tensor): dg.Tensor {
      return dg.mul(x, 2);
    }
  }
  const layer = new Later();
  assertThrows(
    () => layer.apply(dg.ones([1, 2])),
    TypeError,
    "expected it to be done without waiting",
  );
  assertEquals(layer.built, false);
});
