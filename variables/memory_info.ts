/** What memory is used for. */

import { getBackend } from "../backends/default_backend.ts";
import { checkArgumentCount } from "../config/options.ts";
import { flag } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import { holdingOf } from "../autograd/memory.ts";
import { livingVariables } from "./living.ts";
import { peekAt, Variable } from "./variable.ts";

/**
 * What the memory of a backend is used for.
 * @category Profiling
 */
export interface MemoryInfo {
  /** The backend in use. */
  readonly backend: string;
  /** Bytes of all tensors and variables (`numBytes` of TensorFlow.js). */
  readonly bytesInUse: number;
  /** The most that these have been since the program began, or since the peak was reset. */
  readonly peakBytes: number;
  /** Bytes that the backend has taken, in use or waiting to be used again; undefined where it does not know. */
  readonly bytesHeld?: number;
  /** Tensors that have not been freed, those in variables among them (`numTensors`). */
  readonly tensors: number;
  /** Pieces of memory behind them: views share one (`numDataBuffers`). */
  readonly buffers: number;
  /** The share of variables: weights of layers, what optimizers and metrics keep, and those made by hand. */
  readonly variables: { readonly count: number; readonly bytes: number };
}

/**
 * How memory is asked for.
 * @category Profiling
 */
export interface MemoryOptions {
  /** Whether the peak begins anew, from the bytes in use; false if not given. */
  readonly resetPeak?: boolean;
}

const ROWS = { resetPeak: flag(false) } satisfies Schema<MemoryOptions>;

/**
 * What the memory of the backend in use is used for (`tf.memory()` of TensorFlow.js). A loop whose steps free what they
 * make has the same numbers after each.
 *
 * @throws {TypeError} if there is another option than `resetPeak`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const before = dg.memory({ resetPeak: true });
 * {
 *   using scope = new dg.Scope();
 *   dg.ones([1000]).add(1).mul(2);
 * }
 * const after = dg.memory();
 * assertEquals(after.tensors, before.tensors);
 * assertEquals(after.bytesInUse, before.bytesInUse);
 * assertEquals(after.peakBytes - before.bytesInUse >= 3 * 4000, true);
 * ```
 *
 * @category Profiling
 */
export function memory(options: MemoryOptions = {}): MemoryInfo {
  checkArgumentCount("tell about memory", arguments, 1);
  const { resetPeak } = readOptions("tell about memory", ROWS, options);
  const backend = getBackend(), holding = holdingOf(backend);
  const { name, bytesInUse } = backend;
  const bytesHeld = backend.info?.().bytesHeld;
  const values = livingVariables()
    .flatMap((one) => one instanceof Variable ? peekAt(one) ?? [] : [])
    .filter((value) => !value.disposed && value.backend === backend);
  const info = {
    backend: name,
    bytesInUse,
    peakBytes: Math.max(holding.peak, bytesInUse),
    ...bytesHeld === undefined ? {} : { bytesHeld },
    tensors: holding.tensors,
    buffers: holding.count,
    variables: {
      count: values.length,
      bytes: values.reduce(
        (sum, { memory }) => sum + (memory?.byteLength ?? 0),
        0,
      ),
    },
  };
  if (resetPeak) holding.peak = bytesInUse;
  return info;
}
