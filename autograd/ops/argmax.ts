/** The places of extremes, and places as classes. */

import { sizeOf } from "../../backends/view.ts";
import { ValueError } from "../../config/errors.ts";
import { checkFlag } from "../../config/options.ts";
import * as f from "../formula.ts";
import { named, type Op, run, type TensorLike, toTensor } from "../op.ts";
import { Tensor } from "../tensor.ts";
import {
  checkArguments,
  checkLength,
  checkOptions,
  NO_OPTIONS,
  toCount,
} from "./arguments.ts";
import { show, toAxis } from "./axes.ts";
import { compose } from "./compose.ts";
import { equal, neg } from "./elementwise.ts";
import { elementwise } from "./elementwise_op.ts";
import type { ArgOptions } from "./options.ts";
import { max } from "./reduce.ts";
import { expandDims, reshape } from "./reshape.ts";

/**
 * An op that finds a place along an axis.
 * @category Ops
 */
export type ArgOp = (x: TensorLike, options?: ArgOptions) => Tensor;

const [x, top, place] = [0, 1, 2].map(f.input);
// Of the places where the extreme is (or NaN, which it is then), the first is the largest negative one.
const FOUND = f.where(
  f.logicalOr(f.equal(x, top), f.isNaN(x)),
  f.neg(place),
  -Infinity,
);

const argmaxOp: Op<{ axis: number; keepdims: boolean }> = {
  name: "argmax",
  forward: ([x], { axis, keepdims }) => [
    compose(() => {
      const top = max(x, { axis, keepdims: true });
      const found = elementwise(FOUND, [x, top, placesOf(x, axis)]);
      return neg(max(found, { axis, keepdims }));
    }),
  ],
  vjp: () => [null],
};

/** The numbers of the places along an axis, to broadcast with the tensor. */
export function placesOf({ backend, shape }: Tensor, axis: number): Tensor {
  const places = Float64Array.from({ length: shape[axis] }, (_, i) => i);
  return Tensor.from(backend, places, [
    shape[axis],
    ...shape.slice(axis + 1).map(() => 1),
  ]);
}

function argOp(name: string, prepare: (x: Tensor) => Tensor): ArgOp {
  return named(name, function (x, options = NO_OPTIONS) {
    checkArguments(name, arguments, 2);
    checkOptions(name, options, ["axis", "keepdims"]);
    const { axis, keepdims = false } = options as ArgOptions;
    checkFlag(`compute ${name}`, "keepdims", keepdims);
    const tensor = toTensor(name, x), { rank, shape } = tensor;
    const flat = axis === undefined || axis === null;
    const along = flat ? 0 : toAxis(name, axis, rank);
    if ((flat ? sizeOf(shape) : shape[along]) === 0) {
      throw new ValueError(
        `Cannot compute ${name}: expected at least one element, received shape ${
          show(shape)
        }`,
      );
    }
    const whole = prepare(flat ? reshape(tensor, [-1]) : tensor);
    const found = run(argmaxOp, [whole], {
      axis: along,
      keepdims: keepdims && !flat,
    });
    return flat && keepdims ? reshape(found, shape.map(() => 1)) : found;
  });
}

/**
 * The place of the largest element along an axis, the first of equals, as a number that float32 holds; of the flattened
 * tensor if no axis is given. NaN counts as the largest. It has no gradient.
 *
 * @throws {ValueError} if the axis is out of range, or has no element.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 5, 5], [9, 2, 4]]);
 * assertEquals([...await x.argmax({ axis: 1 }).data()], [1, 0]);
 * assertEquals(await x.argmax().item(), 3);
 * ```
 *
 * @category Ops
 */
export const argmax: ArgOp = argOp("argmax", (x) => x);

/**
 * The place of the smallest element along an axis, as `argmax` gives that of the largest.
 * @category Ops
 */
export const argmin: ArgOp = argOp("argmin", neg);

/**
 * Numbers of classes as vectors: a new last axis of size `depth` with 1 at the class, else 0; of a number that is no
 * class all are 0.
 *
 * @throws {ValueError} if `depth` is not an integer, 0 or more.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const classes = dg.tensor([2, 0]);
 * assertEquals([...await classes.oneHot(3).data()], [0, 0, 1, 1, 0, 0]);
 * ```
 *
 * @category Ops
 */
export function oneHot(indices: TensorLike, depth: number): Tensor {
  checkArguments("oneHot", arguments, 2);
  const tensor = toTensor("oneHot", indices);
  const count = toCount("compute oneHot", "depth", depth);
  checkLength("compute oneHot", count);
  const classes = Float64Array.from({ length: count }, (_, i) => i);
  return equal(
    expandDims(tensor, -1),
    Tensor.from(tensor.backend, classes, [count]),
  );
}
