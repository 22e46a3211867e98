/** Activations that take something away, and the threshold. */

import {
  abs,
  greaterEqual,
  maximum,
  minimum,
  square,
  sub,
  tanh,
  where,
  x,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Row } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import { type PlainActivation, rowActivation, rowFamily } from "./row.ts";

/** The option of `hardShrink` and `softShrink`. */
export interface ShrinkOptions {
  /** What is so near to 0 becomes 0; 0.5 if not given. */
  readonly threshold?: number;
}

/** The options of `threshold`; both are needed. */
export interface ThresholdOptions {
  /** What is above it passes. */
  readonly threshold: number;
  /** What stands for the rest. */
  readonly defaultValue: number;
}

const hardFamily = rowFamily("hardShrink", (threshold: number): Row => ({
  value: where(greaterEqual(threshold, abs(x)), 0, x),
}));

const softFamily = rowFamily("softShrink", (threshold: number): Row => ({
  value: sub(x, minimum(maximum(x, -threshold), threshold)),
}));

const thresholdFamily = rowFamily(
  "threshold",
  (threshold: number, defaultValue: number): Row => ({
    value: where(greaterEqual(threshold, x), defaultValue, x),
  }),
);

/** `x` where it is further than the threshold from 0, else 0. */
export function hardShrink(x: TensorLike, options: ShrinkOptions = {}): Tensor {
  return hardFamily(x, thresholdOf("hardShrink", options));
}

/** `x`, nearer to 0 by the threshold; 0 where it is nearer than that. */
export function softShrink(x: TensorLike, options: ShrinkOptions = {}): Tensor {
  return softFamily(x, thresholdOf("softShrink", options));
}

function thresholdOf(name: string, options: ShrinkOptions): number {
  checkOptions(name, options, ["threshold"]);
  return checkNumber(name, "threshold", options.threshold ?? 0.5);
}

/** `x - tanh(x)`. */
export const tanhShrink: PlainActivation = rowActivation("tanhShrink", {
  value: sub(x, tanh(x)),
  partials: [square(tanh(x))],
});

/** `x` where it is above the threshold, else the default value. */
export function threshold(x: TensorLike, options: ThresholdOptions): Tensor {
  checkOptions("threshold", options, ["threshold", "defaultValue"]);
  return thresholdFamily(
    x,
    checkNumber("threshold", "threshold", options.threshold),
    checkNumber("threshold", "defaultValue", options.defaultValue),
  );
}
