/** The categorical cross-entropy of targets that are numbers of classes. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import {
  equal,
  logicalNot,
  mul,
  neg,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { mul as times } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { expandDims, reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Config } from "../../config/serialization.ts";
import {
  logProbabilities,
  ofClasses,
  oneHot,
  toLabels,
} from "./class_probabilities.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import {
  checkSparse,
  SPARSE_OPTIONS,
  type SparseCrossentropyOptions,
} from "./entropy_options.ts";

/** The options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions
  extends LossOptions, SparseCrossentropyOptions {}

const ofClass = neg(mul(x, y));
const differs = logicalNot(equal(x, y));
const kept = where(y, x, 0);

/**
 * The cross-entropy of classes along an axis, of targets without that axis, or with one of size 1: one number a sample, or a
 * pixel; 0 for those of the ignored class. Of a target that is no class (negative, no whole number, or above the last) both
 * it and the gradient are NaN: they show on the device, where no error can be thrown.
 *
 * @throws {ShapeError} if targets and predictions differ in shape otherwise.
 */
export function sparseCategoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: SparseCrossentropyOptions = {},
): Tensor {
  checkArgumentCount("compute sparseCategoricalCrossentropy", arguments, 3);
  const name = "sparseCategoricalCrossentropy";
  const { fromLogits, ignoreClass, ...rest } = checkSparse(name, options);
  const [t, p] = toTensors(name, [yTrue, yPred]);
  const axis = toAxis(name, rest.axis, p.rank);
  const labels = toLabels(name, t, p, axis);
  const mask = ignoreClass === null
    ? null
    : elementwise(differs, [labels, ignoreClass]);
  // What does not count must not spoil the gradient, whatever it is.
  const counted = mask ? elementwise(kept, [p, expandDims(mask, axis)]) : p;
  const logs = logProbabilities(counted, fromLogits, axis);
  const targets = oneHot(labels, p.shape[axis], axis);
  const crossed = sum(elementwise(ofClass, [targets, logs]), { axis });
  const losses = times(crossed, ofClasses(labels, p.shape[axis]));
  return mask ? elementwise(kept, [losses, mask]) : losses;
}

/**
 * The cross-entropy between targets that are numbers of classes and predicted probabilities or logits of the classes. It is
 * NaN as soon as a target is no class, and so are the weights after such a step.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.SparseCategoricalCrossentropy({ ignoreClass: 2 });
 * const value = loss.call(dg.tensor([1, 2]), dg.tensor([[0.2, 0.5, 0.3], [1, 0, 0]]));
 * assertAlmostEquals(await value.item(), Math.log(2), 1e-6);
 * ```
 */
export class SparseCategoricalCrossentropy extends Loss {
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** The class whose samples do not count; `null` where all do. */
  readonly ignoreClass: number | null;
  /** The axis of the classes. */
  readonly axis: number;

  /** Sets how predictions are meant, and which targets do not count. */
  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    const owner = "SparseCategoricalCrossentropy";
    checkArguments(owner, arguments, [...LOSS_OPTIONS, ...SPARSE_OPTIONS]);
    const { name, reduction, dtype, ...rest } = options;
    super("sparse_categorical_crossentropy", { name, reduction, dtype });
    const { fromLogits, ignoreClass, axis } = checkSparse(owner, rest);
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass;
    this.axis = axis;
  }

  /** The axis of the classes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, ignoreClass, axis } = this;
    const options = { fromLogits, ignoreClass, axis };
    return sparseCategoricalCrossentropy(yTrue, yPred, options);
  }

  /** Targets of the ignored class do not count. */
  protected override maskOf(losses: Tensor, yTrue: Tensor): Tensor | null {
    if (this.ignoreClass === null) return null;
    const labels = reshape(yTrue, losses.shape);
    return elementwise(differs, [labels, this.ignoreClass]);
  }

  /** Keras's arguments; the axis, which Keras leaves out, if it is not the last. */
  override getConfig(): Config {
    const config = {
      ...super.getConfig(),
      from_logits: this.fromLogits,
      ignore_class: this.ignoreClass,
    };
    return this.axis === -1 ? config : { ...config, axis: this.axis };
  }
}
