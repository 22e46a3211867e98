/** The initializer of short-time Fourier transforms. */

import { ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import { tensor } from "../../autograd/create.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { flag, nullable, oneOf } from "../../config/rows.ts";
import {
  type AnySchema,
  refuse,
  type Row,
  type Schema,
} from "../../config/schema.ts";
import { checkWeightShape, Initializer } from "./initializer.ts";
import { WINDOW_NAMES, type WindowName, windowOf } from "./windows.ts";

/**
 * The options of `STFT`.
 * @category Initializers
 */
export interface STFTOptions {
  /** Which part of the complex result the kernel computes; `"real"` if not given. */
  readonly side?: "real" | "imag";
  /** The window over time, by name or as its values, `null` for none; `"hann"` if not given. */
  readonly window?: WindowName | readonly number[] | null;
  /** Divides by the window's L2 norm (`"density"`), its L1 norm (`"spectrum"`) or nothing; `"density"` if not given. */
  readonly scaling?: "density" | "spectrum" | null;
  /** Whether a named window is periodic instead of symmetric; `false` if not given. */
  readonly periodic?: boolean;
}

/**
 * Fills a kernel of shape [frame length, 1, frequencies] so that a 1-D convolution with it computes one side of a
 * short-time Fourier transform; the transform's length is twice one less than the frequencies.
 *
 * @category Initializers
 */
export class STFT extends Initializer<STFTOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    side: oneOf(["real", "imag"], "real"),
    window: window("hann"),
    periodic: flag(false),
    scaling: nullable(oneOf(["density", "spectrum"]), "density"),
  } satisfies Schema<STFTOptions>;
  /** Which part of the complex result the kernel computes. */
  declare readonly side: "real" | "imag";
  /** The window over time. */
  declare readonly window: WindowName | readonly number[] | null;
  /** By which norm of the window the kernel is divided. */
  declare readonly scaling: "density" | "spectrum" | null;
  /** Whether a named window is periodic. */
  declare readonly periodic: boolean;

  /**
   * The kernel of this shape.
   *
   * @throws {ValueError} if the shape is not [frame length, 1, 2 or more], or the window has another length.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("STFT", shape);
    const [frame, channels, frequencies] = shape;
    if (shape.length !== 3 || channels !== 1 || frequencies < 2) {
      throw new ValueError(
        `Cannot initialize with STFT: expected shape [frame length, 1, 2 or more frequencies], received [${
          shape.join(", ")
        }]`,
      );
    }
    const weights = this.#weights(frame);
    const wave = this.side === "real" ? Math.cos : Math.sin;
    const length = 2 * (frequencies - 1);
    const elements = new Float64Array(frame * frequencies);
    for (let t = 0; t < frame; t++) {
      for (let f = 0; f < frequencies; f++) {
        // The wave repeats after `length` steps; the remainder keeps its argument small.
        const turns = (t * f) % length / length;
        elements[t * frequencies + f] = weights[t] * wave(-2 * Math.PI * turns);
      }
    }
    return tensor(elements, shape);
  }

  #weights(length: number): readonly number[] {
    const { window } = this;
    if (window === null) return new Array<number>(length).fill(1);
    const values = typeof window === "string"
      ? windowOf(window, length, this.periodic)
      : window;
    if (values.length !== length) {
      throw new ValueError(
        `Cannot initialize with STFT: expected a window of ${length} values, one for each step of the frame, received ${values.length}`,
      );
    }
    if (this.scaling === null) return values;
    const scale = this.scaling === "density"
      ? Math.hypot(...values)
      : values.reduce((sum, value) => sum + Math.abs(value), 0);
    return values.map((value) => value / scale);
  }
}

/** A window by its name, or as its values, or none. */
function window(
  usual: WindowName,
): Row<WindowName | readonly number[] | null> {
  const named = oneOf(WINDOW_NAMES, usual);
  return {
    read(value, place) {
      if (value === null) return null;
      if (!Array.isArray(value)) return named.read(value, place);
      // Copied, so that holes count as what they are.
      const values = [...value];
      if (values.every(Number.isFinite)) return values;
      return refuse(place, "of finite numbers", value);
    },
  };
}
