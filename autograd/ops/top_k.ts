/** The largest elements, in order. */

import { ValueError } from "../../config/errors.ts";
import * as f from "../formula.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { placesOf } from "./argmax.ts";
import { checkArguments, toCount } from "./arguments.ts";
import { show } from "./axes.ts";
import { compose } from "./compose.ts";
import { neg } from "./elementwise.ts";
import { elementwise } from "./elementwise_op.ts";
import { zerosLike } from "./like.ts";
import { mapSum } from "./map_sum.ts";
import { max } from "./reduce.ts";
import { expandDims } from "./reshape.ts";
import { concat } from "./slice.ts";

const [x, taken, top, place] = [0, 1, 2, 3].map(f.input);
const LEFT = f.where(taken, -Infinity, x);
// As in argmax, of what is not taken yet.
const FOUND = f.where(
  f.logicalAnd(
    f.logicalNot(taken),
    f.logicalOr(f.equal(x, top), f.isNaN(x)),
  ),
  f.neg(place),
  -Infinity,
);
// Taken until now, the place found last, and the places.
const TAKEN = f.logicalOr(f.input(0), f.equal(f.input(1), f.input(2)));
// The elements, the places looked for, and the places.
const CHOSEN = f.where(f.equal(f.input(1), f.input(2)), f.input(0), 0);

const LAST = { axis: -1, keepdims: true };

const placesOp: Op<number> = {
  name: "topK",
  forward: ([x], k) => [
    compose(() => {
      const places = placesOf(x, x.rank - 1), found: Tensor[] = [];
      let taken = zerosLike(x);
      for (let i = 0; i < k; i++) {
        const top = max(elementwise(LEFT, [x, taken]), LAST);
        const next = elementwise(FOUND, [x, taken, top, places]);
        found.push(neg(max(next, LAST)));
        taken = elementwise(TAKEN, [taken, found[i], places]);
      }
      return concat(found, -1);
    }),
  ],
  vjp: () => [null],
};

/**
 * The `k` largest elements along the last axis, in descending order, and their places: `[values, indices]`. Of equals
 * the first comes first; NaN counts as the largest. Made for a small `k`: each element found is a pass over all.
 *
 * @throws {ValueError} if `k` is not an integer from 1 to the size of that axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const [values, indices] = dg.tensor([3, 9, 1, 9]).topK(3);
 * assertEquals([...await values.data()], [9, 9, 3]);
 * assertEquals([...await indices.data()], [1, 3, 0]);
 * ```
 *
 * @category Ops
 */
export function topK(x: TensorLike, k: number): Tensor[] {
  checkArguments("topK", arguments, 2);
  const tensor = toTensor("topK", x), { shape } = tensor;
  toCount("compute topK", "k", k, 1);
  if (!(k <= (shape.at(-1) ?? 0))) {
    throw new ValueError(
      `Cannot compute topK: expected a last axis of at least ${k}, received shape ${
        show(shape)
      }`,
    );
  }
  const indices = run(placesOp, [tensor], k);
  const values = mapSum(CHOSEN, [
    expandDims(tensor, -2),
    expandDims(indices, -1),
    placesOf(tensor, shape.length - 1),
  ], { axis: -1 });
  return [values, indices];
}
