/** Sums of expressions whose elements are never kept. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";

const { add, exp, mul, square, sub, x, y } = dg.formula;
const PRODUCT = mul(x, y);
const MIXED = add(square(sub(x, y)), exp(mul(x, y)));

Deno.test("mapSum folds an expression over the axes", async () => {
  const a = dg.tensor([[1, 2], [3, 4]]), b = dg.tensor([10, 100]);
  const rows = dg.mapSum(PRODUCT, [a, b], { axis: 1 });
  assertEquals([...await rows.data()], [210, 430]);
  assertEquals(dg.mapSum(PRODUCT, [a, b], { axis: 0, keepdims: true }).shape, [
    1,
    2,
  ]);
  assertEquals(await dg.mapSum(PRODUCT, [a, b]).item(), 640);
});

Deno.test("mapSum differentiates in what is broadcast too", async () => {
  for (const axis of [0, [1], [0, 2], undefined]) {
    const f = (a: dg.Tensor, b: dg.Tensor) =>
      dg.mapSum(MIXED, [a, b], { axis });
    await checkGradient(f, [{ shape: [2, 3, 2] }, { shape: [3, 1] }]);
  }
});
