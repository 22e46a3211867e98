/** Ops that fold axes in ONNX. */

import type { ReductionName } from "../../../autograd/methods.ts";
import type { ReduceOptions } from "../../../autograd/ops/options.ts";
import { type Emission, Unsayable, type Value } from "../emission.ts";
import { TYPES } from "../model.ts";
import { plainOrder } from "../order.ts";
import { softmax } from "./activations.ts";
import { axesOf, joined, placesOf, reduced } from "./axes.ts";
import { type EmitOp, type EmitOps, operand } from "./operand.ts";

type Fold = (
  to: Emission,
  x: Value,
  axes: readonly number[],
  keepdims: boolean,
) => Value;

function folding(op: string): Fold {
  return (to, x, axes, keepdims) => reduced(to, op, x, axes, keepdims);
}

const variance: Fold = (to, x, axes, keepdims) => {
  const distance = joined(
    to,
    "Sub",
    x,
    reduced(to, "ReduceMean", x, axes, true),
  );
  const squares = to.map("Mul", distance, {}, distance.name);
  return reduced(to, "ReduceMean", squares, axes, keepdims);
};

const FOLDS: Readonly<Record<ReductionName, Fold>> = {
  logSumExp: folding("ReduceLogSumExp"),
  max: folding("ReduceMax"),
  mean: folding("ReduceMean"),
  min: folding("ReduceMin"),
  norm: folding("ReduceL2"),
  prod: folding("ReduceProd"),
  std: (to, ...rest) => to.map("Sqrt", variance(to, ...rest)),
  sum: folding("ReduceSum"),
  variance,
};

/** The axes of an op, or all. */
function chosen(x: Value, axis: ReduceOptions["axis"]): number[] {
  return axis === undefined || axis === null
    ? plainOrder(x.order.length).slice()
    : axesOf(x, [axis].flat());
}

/** A value as one row, if no axis is given; and where the axis lies. */
export function along(
  to: Emission,
  given: unknown,
  axis: number | null | undefined,
): { x: Value; place: number; axis: number } {
  const x = operand(to, given);
  if (axis === undefined || axis === null) {
    const flat = to.map("Reshape", to.plain(x), {}, to.ints([-1]));
    return { x: { ...flat, shape: [null], order: [0] }, place: 0, axis: 0 };
  }
  const [own] = axesOf(x, [axis]), [place] = placesOf(x, [axis]);
  return { x, place, axis: own };
}

function placing(op: string): EmitOp {
  return (to, [given, options]) => {
    const { axis, keepdims = false } = (options ?? {}) as {
      axis?: number | null;
      keepdims?: boolean;
    };
    if (keepdims && (axis === undefined || axis === null)) {
      throw new Unsayable("keepdims without an axis");
    }
    const { x, place, axis: own } = along(to, given, axis);
    const found = to.map(op, x, {
      axis: { int: place },
      keepdims: { int: keepdims ? 1 : 0 },
    });
    const made = to.map("Cast", found, { to: { int: TYPES.float32 } });
    if (keepdims) return made;
    const order = x.order.filter((one) => one !== own)
      .map((one) => one > own ? one - 1 : one);
    return { ...made, order };
  };
}

/** Ops that fold axes, or go along one. */
export const REDUCTIONS: EmitOps = {
  ...Object.fromEntries(
    Object.entries(FOLDS).map(([name, fold]) => [
      name,
      (to: Emission, [given, options]: readonly unknown[]) => {
        const { axis, keepdims = false } = (options ?? {}) as ReduceOptions;
        const x = operand(to, given);
        return fold(to, x, chosen(x, axis), keepdims);
      },
    ]),
  ),
  argmax: placing("ArgMax"),
  argmin: placing("ArgMin"),
  softmax: (to, [given, options]) => {
    const { axis = -1 } = (options ?? {}) as { axis?: number | number[] };
    return softmax(to, operand(to, given), [axis].flat());
  },
  logSoftmax: (to, [given, options]) => {
    const { axis = -1 } = (options ?? {}) as { axis?: number | number[] };
    const axes = [axis].flat(), x = operand(to, given);
    if (axes.length > 1) throw new Unsayable("a logSoftmax over several axes");
    return to.map("LogSoftmax", x, { axis: { int: placesOf(x, axes)[0] } });
  },
  cumsum: (to, [given, options]) => {
    const { axis } = (options ?? {}) as { axis?: number | null };
    const { x, place } = along(to, given, axis);
    if (axis === undefined || axis === null) {
      throw new Unsayable("a cumsum without an axis");
    }
    return to.map("CumSum", x, {}, to.ints([place]));
  },
  topK: (to, [given, k]) => {
    const x = operand(to, given);
    const [values, places] = to.node(
      "TopK",
      [x.name, to.ints([k as number])],
      { axis: { int: placesOf(x, [-1])[0] } },
      2,
    );
    const found = to.map("Cast", { ...x, name: places }, {
      to: { int: TYPES.float32 },
    });
    return [{ ...x, name: values }, found];
  },
};
