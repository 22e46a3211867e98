/** What a step of a model takes: a batch. */

import { checkArgumentCount } from "../../config/options.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { tensor } from "../../autograd/create.ts";
import { quote, ValueError } from "../../config/errors.ts";
import {
  type Data,
  isNumbers,
  isShaped,
  type Numbers,
  type ShapedNumbers,
  toFloats,
} from "./samples.ts";

/**
 * What one step is made of.
 * @category Training
 */
export class Batch implements Disposable {
  /** The inputs of the model, in their order. */
  readonly inputs: readonly Tensor[];
  /** The targets of its outputs, in their order; none where nothing is compared. */
  readonly targets: readonly Tensor[];
  /** How much each sample counts; `null` where all count alike. */
  readonly sampleWeight: Tensor | null;

  /** Joins inputs, targets and weights. */
  constructor(
    inputs: readonly Tensor[],
    targets: readonly Tensor[] = [],
    sampleWeight: Tensor | null = null,
  ) {
    checkArgumentCount("make a Batch", arguments, 3);
    this.inputs = inputs;
    this.targets = targets;
    this.sampleWeight = sampleWeight;
  }

  /** The first input, which of most models is the only one. */
  get x(): Tensor {
    return this.inputs[0];
  }

  /**
   * The first target.
   *
   * @throws {ValueError} if there is none.
   */
  get y(): Tensor {
    const [target] = this.targets;
    if (target) return target;
    throw new ValueError(
      "Cannot read the target of a batch: expected batches with targets, received inputs alone",
    );
  }

  /** How many samples it has. */
  get size(): number {
    return this.x.shape[0] ?? 1;
  }

  /** Frees its tensors. */
  [Symbol.dispose](): void {
    const { inputs, targets, sampleWeight } = this;
    for (const tensor of [...inputs, ...targets]) tensor[Symbol.dispose]();
    sampleWeight?.[Symbol.dispose]();
  }
}

/**
 * What gives batches one by one, such as a `Dataset`: inputs, targets and weights of samples, each a tensor, an array with
 * a shape, a typed array, or a list of the first two.
 *
 * @category Training
 */
export type BatchSource =
  | Iterable<BatchTuple>
  | AsyncIterable<BatchTuple>;

/**
 * Data: arrays and tensors, or what gives batches one by one, anew each epoch.
 * @category Training
 */
export type FitData = Data | BatchSource;

/**
 * A batch as a source gives it.
 * @category Training
 */
export type BatchTuple =
  | BatchArray
  | readonly [
    x: BatchArrays,
    y?: BatchArrays,
    sampleWeight?: TensorLike | ShapedNumbers | Numbers | null,
  ];

/**
 * One input or target of a batch.
 * @category Training
 */
export type BatchArray = Tensor | ShapedNumbers | Numbers;

/**
 * One, or several.
 * @category Training
 */
export type BatchArrays = BatchArray | readonly BatchArray[];

/** Whether batches are given by something that makes them, and not arrays. */
export function isSource(data: unknown): data is BatchSource {
  return typeof data === "object" && data !== null &&
    !Array.isArray(data) && !(data instanceof Tensor) &&
    !ArrayBuffer.isView(data) &&
    (Symbol.iterator in data || Symbol.asyncIterator in data);
}

/** A batch as a step takes it. */
export function toBatch(action: string, batch: BatchTuple): Batch {
  const tuple: readonly unknown[] = Array.isArray(batch) ? batch : [batch];
  const [x, y = [], sampleWeight = null] = tuple;
  const inputs = listOf(action, x), targets = listOf(action, y);
  if (inputs.length === 0 || tuple.length > 3) throw noBatch(action, batch);
  return new Batch(
    inputs.map(toTensor),
    targets.map(toTensor),
    sampleWeight === null ? null : toTensor(sampleWeight as BatchArray),
  );
}

function listOf(action: string, value: unknown): readonly BatchArray[] {
  if (isNumbers(value)) return [value];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isList = list.every((one) => one instanceof Tensor || isShaped(one));
  if (isList) return list as BatchArray[];
  throw noBatch(action, value);
}

function toTensor(value: BatchArray | number): Tensor {
  if (value instanceof Tensor) return value;
  if (isNumbers(value)) return tensor(toFloats(value));
  return isShaped(value)
    ? tensor(toFloats(value.data), value.shape)
    : tensor(value);
}

function noBatch(action: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot ${action}: expected batches [x, y, sampleWeight] of tensors, typed arrays or { shape, data }, received ${
      quote(value)
    } (batch(size) of a Dataset makes them of samples)`,
  );
}
