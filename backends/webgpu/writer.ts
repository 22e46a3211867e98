/** Writes numbers into memory, in the order of what has been recorded. */

import { MOST_NUMBERS } from "./constants.ts";
import { MOST_FILLED, runFill } from "./kernels/fill.ts";
import { FLOAT_BYTES, type GpuBuffer } from "./pool.ts";
import type { GpuRuntime } from "./runtime.ts";

/** Fills a buffer from its start. What is written again and again is found in a block that still holds it. */
export function write(
  runtime: GpuRuntime,
  buffer: GpuBuffer,
  data: ArrayLike<number>,
): void {
  if (data.length === 0) return;
  const { pool, recorder } = runtime;
  const isReady = data instanceof Float32Array &&
    data.buffer instanceof ArrayBuffer;
  const floats = isReady
    ? data as Float32Array<ArrayBuffer>
    : Float32Array.from(data);
  const isWhole = buffer.byteLength === data.length * FLOAT_BYTES;
  const content = isWhole && data.length <= MOST_NUMBERS
    ? pool.constants.find(floats)
    : undefined;
  if (content && pool.giveConstant(buffer, content)) return;
  // The queue writes before the whole batch, which must not see it if it has used the block before.
  if (buffer.block.batch === recorder.batch) {
    const isSmall = data.length <= MOST_FILLED;
    if (isSmall && !isWhole) return runFill(runtime, buffer, floats);
    if (isSmall) pool.giveUnused(buffer, recorder.batch);
    else recorder.flush();
  }
  upload(runtime, buffer, floats);
  // What could not be made may not have been written either.
  if (content && !pool.isUnsure(buffer.block)) buffer.block.content = content;
}

function upload(
  { pool, faults, device }: GpuRuntime,
  { block }: GpuBuffer,
  floats: Float32Array<ArrayBuffer>,
): void {
  block.content = undefined;
  // What could not be made is told once, by those who made it.
  const isSure = !pool.isUnsure(block);
  if (!isSure) faults.enter();
  device.queue.writeBuffer(block.raw, 0, floats);
  if (!isSure) faults.leave();
}
