/** Batches for the loops of a model: from arrays, or from whatever gives them one by one. */

import { checkArgumentCount } from "../../config/options.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { tensor } from "../../autograd/create.ts";
import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { Dataset } from "../../data/dataset/dataset.ts";
import { checkCount, checkOneWeight } from "./sample_checks.ts";
import {
  type Data,
  isShaped,
  type Samples,
  type ShapedNumbers,
  toFloats,
  toRows,
} from "./samples.ts";

/** What one step is made of. */
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
 * a shape or a list of them.
 */
export type BatchSource =
  | Iterable<BatchTuple>
  | AsyncIterable<BatchTuple>;

/** Data: arrays and tensors, or what gives batches one by one, anew each epoch. */
export type FitData = Data | BatchSource;

/** A batch as a source gives it. */
export type BatchTuple =
  | BatchArray
  | readonly [
    x: BatchArrays,
    y?: BatchArrays,
    sampleWeight?: TensorLike | ShapedNumbers | null,
  ];

/** One input or target of a batch. */
export type BatchArray = Tensor | ShapedNumbers;

/** One, or several. */
export type BatchArrays = BatchArray | readonly BatchArray[];

/** How arrays are parted. */
export interface Parting {
  readonly batchSize: number;
  /** How many batches an epoch takes at most; all if left out or `null`. */
  readonly steps?: number | null;
  /** Whether an epoch of so many batches begins where the last one ended, and not with the first samples. */
  readonly goesOn?: boolean;
  /** The order of the samples of an epoch; their own if left out. */
  readonly order?: (count: number) => Uint32Array;
}

/** Batches that can be gone through again, once an epoch. */
export interface Batches {
  /** How many there are in an epoch; `null` where nobody knows before. */
  readonly steps: number | null;
  /** One epoch's. */
  epoch(): AsyncIterable<Batch> | Iterable<Batch>;
  /** Closes what is left open between epochs. */
  close?(): Promise<void>;
}

/** Whether batches are given by something that makes them, and not arrays. */
export function isSource(data: unknown): data is BatchSource {
  return typeof data === "object" && data !== null &&
    !Array.isArray(data) && !(data instanceof Tensor) &&
    !ArrayBuffer.isView(data) &&
    (Symbol.iterator in data || Symbol.asyncIterator in data);
}

/**
 * Batches of arrays, the last of which may be smaller.
 *
 * @throws {ShapeError} if inputs, targets and weights have not the same number of samples, or there are none.
 */
export function batchesOf(
  action: string,
  arrays: { x: Data; y?: Data | null; sampleWeight?: Samples | null },
  { batchSize, steps = null, goesOn = false, order = inOrder }: Parting,
  range: readonly [from: number, to: number] | null = null,
): Batches {
  const x = toRows(action, "x", arrays.x);
  const y = given(arrays.y) ? toRows(action, "y", arrays.y) : [];
  const weights = given(arrays.sampleWeight)
    ? toRows(action, "sampleWeight", arrays.sampleWeight)
    : [];
  checkOneWeight(action, weights);
  const [{ count }] = x;
  for (const [what, rows] of [["y", y], ["sampleWeight", weights]] as const) {
    checkCount(action, what, rows, count);
  }
  const [from, to] = range ?? [0, count];
  if (to <= from) {
    throw new ShapeError(
      `Cannot ${action}: expected at least one sample, received none`,
      { expected: "at least one sample", actual: [0] },
    );
  }
  const all = Math.ceil((to - from) / batchSize);
  function* pass(most: number): Generator<Batch> {
    const indices = order(to - from).map((index) => index + from);
    for (let i = 0; i < Math.min(most, all) * batchSize; i += batchSize) {
      const rows = indices.subarray(i, i + batchSize);
      yield new Batch(
        x.map((one) => one.take(rows)),
        y.map((one) => one.take(rows)),
        weights[0]?.take(rows),
      );
    }
  }
  if (goesOn && steps !== null) {
    return { steps, ...stretches(() => pass(all), steps) };
  }
  const most = steps ?? all;
  return { steps: Math.min(most, all), epoch: () => pass(most) };
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/**
 * Batches of a source, which is gone through once an epoch. Where an epoch has so many steps, it goes on where the last
 * one ended, for the source may be without end, and begins anew when it comes to an end.
 *
 * @throws {TypeError} if it gives something that is no batch.
 * @throws {ValueError} if a Dataset is without end, and nobody says how many steps an epoch has.
 */
export function batchesFrom(
  action: string,
  source: BatchSource,
  steps: number | null,
): Batches {
  async function* pass(): AsyncGenerator<Batch> {
    for await (const one of source) yield toBatch(action, one);
  }
  if (steps !== null) {
    const { epoch, close } = stretches(pass, steps);
    // One that is its own iterator was opened by the caller, who may want to go on with it.
    return "next" in source ? { steps, epoch } : { steps, epoch, close };
  }
  const known = source instanceof Dataset ? source.cardinality : null;
  if (known !== Infinity) return { steps: known, epoch: pass };
  throw new ValueError(
    `Cannot ${action}: expected a number of steps, for the Dataset is without end, received none`,
  );
}

/** Epochs of so many batches of passes that follow each other; one that gives nothing ends the epoch. */
function stretches(
  pass: () => Iterable<Batch> | AsyncIterable<Batch>,
  steps: number,
): { epoch(): AsyncGenerator<Batch>; close(): Promise<void> } {
  let iterator: Iterator<Batch> | AsyncIterator<Batch> | null = null;
  async function* epoch(): AsyncGenerator<Batch> {
    for (let left = steps; left > 0;) {
      const isNew = iterator === null;
      iterator ??= iteratorOf(pass());
      const next: IteratorResult<Batch> = await iterator.next();
      if (next.done) {
        iterator = null;
        if (isNew) return;
        continue;
      }
      left--;
      yield next.value;
    }
  }
  async function close(): Promise<void> {
    const open = iterator;
    iterator = null;
    await open?.return?.();
  }
  return { epoch, close };
}

function iteratorOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in items
    ? items[Symbol.asyncIterator]()
    : items[Symbol.iterator]();
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
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isList = list.every((one) => one instanceof Tensor || isShaped(one));
  if (isList) return list as BatchArray[];
  throw noBatch(action, value);
}

function toTensor(value: BatchArray | number): Tensor {
  if (value instanceof Tensor) return value;
  return isShaped(value)
    ? tensor(toFloats(value.data), value.shape)
    : tensor(value);
}

function noBatch(action: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot ${action}: expected batches [x, y, sampleWeight] of tensors or { shape, data }, received ${
      quote(value)
    } (batch(size) of a Dataset makes them of samples)`,
  );
}
