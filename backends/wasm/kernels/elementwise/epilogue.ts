/** Applies the epilogue of a product band by band, while each band is still in the cache. */

import { Held } from "../../held.ts";
import type { Epilogue, Operand } from "../../../backend.ts";
import { sizeOf, window } from "../../../view.ts";
import { shifted } from "../../rows/loop.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import type { Band } from "../conv2d/bands.ts";
import {
  type ElementwisePlan,
  loopCall,
  planElementwise,
  runElementwise,
} from "./elementwise.ts";

/** Bytes up to which whole results are still in the cache when they are complete. */
const CACHED_BYTES = 2 ** 20;

/** Applies the epilogue, if there is one, to a whole result. */
export function applyEpilogue(
  runtime: WasmRuntime,
  out: Operand,
  epilogue: Epilogue | undefined,
): void {
  if (!epilogue) return;
  // In place: each element is read before it is written, and by itself.
  runElementwise(runtime, [epilogue.expr], operandsOf(out, epilogue), [out]);
}

function operandsOf(out: Operand, { operands }: Epilogue): Operand[] {
  return [out, ...operands];
}

/** The epilogue of one product, applied in bands. */
export class EpiloguePass implements Disposable {
  readonly #runtime: WasmRuntime;
  readonly #out: Operand;
  readonly #epilogue: Epilogue | undefined;
  readonly #byBand: boolean;
  readonly #space = new Held();
  /** Plans of the first rows of the first images, by the size of the band. */
  readonly #plans = new Map<string, ElementwisePlan>();

  /** Prepares the epilogue, if there is one, of a result. */
  constructor(runtime: WasmRuntime, out: Operand, epilogue?: Epilogue) {
    this.#runtime = runtime;
    this.#out = out;
    this.#epilogue = epilogue;
    this.#byBand = sizeOf(out.view.shape) * FLOAT_BYTES > CACHED_BYTES;
  }

  /**
   * The calls that apply the epilogue to a band of the result [batch, height, width, channels] once it holds its products:
   * on any thread, but before this is disposed of.
   */
  callsFor({ image, images, row, rows }: Band): Call[] {
    if (!this.#epilogue || !this.#byBand) return [];
    const plan = this.#planOf(images, rows);
    const operands = operandsOf(this.#out, this.#epilogue);
    const used = [...plan.prepared.inputs.map((i) => operands[i]), this.#out];
    const steps = used.map(({ view: { strides } }) =>
      image * strides[0] + row * strides[1]
    );
    return plan.loops.map((loop) => {
      const moved = { ...loop, addresses: shifted(loop.addresses, steps, 1) };
      return loopCall(this.#runtime, plan, moved, this.#space);
    });
  }

  /** Applies it to a band at once. */
  runFor(band: Band): void {
    this.#runtime.parallel([this.callsFor(band)], { work: 0 });
  }

  /** To be called when all bands are done; it applies the epilogue to a small result as a whole. */
  end(): void {
    if (!this.#byBand) applyEpilogue(this.#runtime, this.#out, this.#epilogue);
  }

  /** Lets go of what `callsFor` has prepared. */
  [Symbol.dispose](): void {
    this.#space[Symbol.dispose]();
  }

  #planOf(images: number, rows: number): ElementwisePlan {
    const key = `${images},${rows}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const [, , width, channels] = this.#out.view.shape;
    const size = [images, rows, width, channels];
    const [out, ...others] = operandsOf(this.#out, this.#epilogue!)
      .map(({ buffer, view }) => ({
        buffer,
        view: window(view, [0, 0, 0, 0], size),
      }));
    const plan = planElementwise(
      this.#runtime,
      [[this.#epilogue!.expr], [out, ...others], [out]],
      this.#space,
      ({ view: { strides } }) => strides[0] === 0 && strides[1] === 0,
    );
    this.#plans.set(key, plan);
    return plan;
  }
}
