/** Lists of kernels that are replayed as a whole. */

import { youngList } from "../../config/young.ts";
import type { Buffer } from "../backend.ts";
import type { Repeating } from "../repeating.ts";
import { WasmBuffer } from "./buffer.ts";
import type { WasmRuntime } from "./runtime.ts";
import { FLOAT_BYTES, LINE_BYTES } from "./sizes.ts";

/** Knows lists of kernels by what they are called with and where that lies. */
export class WholeRuns implements Repeating {
  readonly alignment: number = LINE_BYTES / FLOAT_BYTES;
  readonly #runtime: WasmRuntime;

  /** Of the kernels of a runtime. */
  constructor(runtime: WasmRuntime) {
    this.#runtime = runtime;
  }

  part(buffer: Buffer, offset: number, length: number): Buffer {
    const { address } = buffer as WasmBuffer;
    return new WasmBuffer(address + offset * FLOAT_BYTES, length * FLOAT_BYTES);
  }

  run(
    parts: readonly unknown[],
    buffers: readonly Buffer[],
    work: () => void,
  ): void {
    const all = youngList<unknown>(parts.length + buffers.length);
    let at = 0;
    while (at < parts.length) all[at] = parts[at++];
    for (const buffer of buffers) all[at++] = (buffer as WasmBuffer).address;
    this.#runtime.repeatableWhole(all, work);
  }
}
