/** Sums of expressions whose elements are never kept: a map and a reduction in one kernel, forward and back. */

import { type Expr, input } from "../../backends/expr.ts";
import { broadcast, broadcastShapes, type Shape } from "../../backends/view.ts";
import { differentiate } from "../derivative.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { isStill, pulledBack } from "../slope.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments, checkReduceOptions, NO_OPTIONS } from "./arguments.ts";
import { checkInputs, elementwise } from "./elementwise_op.ts";
import type { ReduceOptions } from "./options.ts";
import { dropReduced, reducedOf } from "./reduce.ts";
import { reshape } from "./reshape.ts";

interface MapSum {
  readonly expr: Expr;
  /** The shape of the inputs, broadcast together. */
  readonly from: Shape;
  /** `from` with size 1 on the reduced axes. */
  readonly kept: Shape;
}

// The cotangent times a partial derivative, by expression: each is derived once.
const pullbacks = new WeakMap<Expr, Map<string, Expr | null>>();

/** The way back to input `i` of `count`; the input after the last is the cotangent. */
function pullbackOf(expr: Expr, i: number, count: number): Expr | null {
  const known = pullbacks.get(expr) ?? new Map<string, Expr | null>();
  pullbacks.set(expr, known);
  const key = `${i} of ${count}`;
  if (!known.has(key)) {
    const partial = differentiate(expr, i);
    const back = isStill(partial) ? null : pulledBack(input(count), partial);
    known.set(key, back);
  }
  return known.get(key) ?? null;
}

const mapSumOp: Op<MapSum> = {
  name: "mapSum",
  forward(inputs, { expr, from, kept }) {
    const y = Tensor.empty(inputs[0].backend, kept);
    const operands = inputs.map((x) => x.operand(broadcast(x.view, from)));
    y.backend.reduce("sum", [expr], operands, [y.operand()]);
    return [y, ...inputs];
  },
  vjp(cotangent, inputs, { expr }, wants) {
    return inputs.map((x, i) => {
      const back = wants[i] ? pullbackOf(expr, i, inputs.length) : null;
      return back && sumLike(x.shape, back, [...inputs, cotangent]);
    });
  },
};

/** The sum of an expression over all that broadcasting to the inputs' common shape adds to `shape`. */
function sumLike(
  shape: Shape,
  expr: Expr,
  inputs: readonly Tensor[],
): Tensor {
  const from = broadcastShapes(...inputs.map((x) => x.shape));
  const kept = [...from.slice(shape.length).map(() => 1), ...shape];
  const whole = kept.every((size, axis) => size === from[axis]);
  const y = whole
    ? elementwise(expr, inputs)
    : run(mapSumOp, inputs, { expr, from, kept });
  return reshape(y, shape);
}

/**
 * The sum over axes of an expression over tensors that broadcast together. Input `i` of the expression is `inputs[i]`.
 * Keep the expression rather than making it anew: its derivative and its kernels are kept by its identity.
 *
 * @throws {ShapeError} if the inputs do not broadcast together.
 * @throws {TypeError} if it is no expression, mentions an input that is not there, or there is no such option.
 *
 * @category Ops
 */
export function mapSum(
  expr: Expr,
  inputs: readonly TensorLike[],
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("mapSum", arguments, 3);
  checkInputs("mapSum", expr, inputs);
  checkReduceOptions("mapSum", options);
  const tensors = toTensors("mapSum", [...inputs]);
  const from = broadcastShapes(...tensors.map((tensor) => tensor.shape));
  const over = reducedOf("mapSum", from, options);
  const { kept } = over;
  return dropReduced(run(mapSumOp, tensors, { expr, from, kept }), over);
}
