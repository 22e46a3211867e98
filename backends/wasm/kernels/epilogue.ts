/** Work on each result of a product before the next kernel runs: part by part, while the part is in the cache. */

import type { Epilogue, Operand } from "../../backend.ts";
import { sizeOf, window } from "../../view.ts";
import type { WasmRuntime } from "../runtime.ts";
import type { Band } from "./bands.ts";
import { runElementwise } from "./elementwise.ts";

/** Results of so many bytes are still in the cache when all of them are there. */
const CACHED_BYTES = 2 ** 20;

/** The epilogue of one call. */
export class Finish {
  readonly #runtime: WasmRuntime;
  readonly #out: Operand;
  readonly #epilogue: Epilogue | undefined;
  readonly #byBand: boolean;

  /** Prepares the epilogue, if there is one, of a result. */
  constructor(runtime: WasmRuntime, out: Operand, epilogue?: Epilogue) {
    this.#runtime = runtime;
    this.#out = out;
    this.#epilogue = epilogue;
    this.#byBand = sizeOf(out.view.shape) * 4 > CACHED_BYTES;
  }

  /** To be called when rows of images [batch, height, width, channels] hold their products. */
  band({ image, images, row, rows }: Band): void {
    const { shape } = this.#out.view;
    if (!this.#epilogue || !this.#byBand) return;
    this.#run([image, row, 0, 0], [images, rows, shape[2], shape[3]]);
  }

  /** To be called when everything holds its product, and every row has been in a band. */
  end(): void {
    if (this.#epilogue && !this.#byBand) this.all();
  }

  /** To be called instead of `band` and `end` when everything holds its product. */
  all(): void {
    const { shape } = this.#out.view;
    this.#run(shape.map(() => 0), shape);
  }

  #run(start: readonly number[], size: readonly number[]): void {
    if (!this.#epilogue) return;
    const { expr, operands } = this.#epilogue;
    const [out, ...others] = [this.#out, ...operands].map((
      { buffer, view },
    ) => ({ buffer, view: window(view, start, size) }));
    // In place: each element is read before it is written, and by itself.
    runElementwise(this.#runtime, [expr], [out, ...others], [out]);
  }
}
