/** One batch, given by hand. */

import { Tensor } from "../../autograd/tensor.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import type { Named } from "./by_name.ts";
import { Batch } from "./batches.ts";
import { checkCount, checkOneWeight, noSamples } from "./sample_checks.ts";
import { type ClassWeight, classWeight, weighClasses } from "./class_weight.ts";
import { anything } from "./loop_options.ts";
import { type Data, type Samples, toRows } from "./samples.ts";

/**
 * What `trainOnBatch` and `testOnBatch` take besides the data.
 * @category Training
 */
export interface OnBatchOptions {
  /** How much each sample counts. */
  readonly sampleWeight?: Samples | null;
  /** How much the samples of each class count, by the class. */
  readonly classWeight?: ClassWeight | null;
}

const SCHEMA = {
  sampleWeight: anything<Samples>(),
  classWeight: classWeight(),
} satisfies Schema<OnBatchOptions>;

/**
 * The batch that is meant; tensors in it stay their owner's.
 *
 * @throws {ShapeError} if inputs, targets and weights have not the same number of samples.
 */
export function onBatch(
  action: string,
  { inputNames, outputNames }: Named,
  x: Data,
  y?: Data | null,
  options: OnBatchOptions = {},
): Batch {
  const { sampleWeight, classWeight } = readOptions(action, SCHEMA, options);
  const inputs = tensorsOf(action, "x", x, inputNames ?? []);
  const targets = y === undefined || y === null
    ? []
    : tensorsOf(action, "y", y, outputNames);
  const weights = sampleWeight === null
    ? []
    : tensorsOf(action, "sampleWeight", sampleWeight);
  checkCounts(action, { x: inputs, y: targets, sampleWeight: weights });
  checkOneWeight(action, weights);
  return weighClasses(new Batch(inputs, targets, weights[0]), classWeight);
}

/**
 * The same for a step.
 *
 * @throws {ShapeError} if it has no samples.
 */
export function stepBatch(...given: Parameters<typeof onBatch>): Batch {
  const batch = onBatch(...given);
  if (batch.size === 0) throw noSamples(given[0]);
  return batch;
}

function checkCounts(
  action: string,
  given: Readonly<Record<string, readonly Tensor[]>>,
): void {
  const [count] = given.x[0].shape;
  // Of a scalar the model says what is wrong.
  if (count === undefined) return;
  for (const [what, tensors] of Object.entries(given)) {
    for (const { shape } of tensors) {
      checkCount(action, what, [{ count: shape[0] ?? 0 }], count);
    }
  }
}

function tensorsOf(
  action: string,
  what: string,
  data: Data,
  names?: readonly string[],
): Tensor[] {
  if (data instanceof Tensor) return [data];
  const isTensors = Array.isArray(data) && data.length > 0 &&
    data.every((one): one is Tensor => one instanceof Tensor);
  if (isTensors) return data;
  return toRows(action, what, data, names).map(({ count, take }) =>
    take(Uint32Array.from({ length: count }, (_, i) => i))
  );
}
