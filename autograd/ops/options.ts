/** The options of ops: apart from the ops, so that a tensor can name them in its methods without importing ops. */

import type { Axes } from "./axes.ts";
import type { Padding } from "./conv_geometry.ts";

/**
 * Which axes to reduce, and whether they stay.
 * @category Ops
 */
export interface ReduceOptions {
  /** The axes to reduce, negative ones counted from the back; all of them if not given. */
  readonly axis?: Axes;
  /** Whether reduced axes stay, with size 1. */
  readonly keepdims?: boolean;
}

/**
 * Over which axes to normalize: the last if not given.
 * @category Ops
 */
export interface SoftmaxOptions {
  /** One axis or several, negative ones counted from the back. */
  readonly axis?: number | readonly number[];
}

/**
 * Along which axis an op goes: of the tensor as one row if not given.
 * @category Ops
 */
export interface TakeOptions {
  /** The axis, a negative one counted from the back. */
  readonly axis?: number | null;
}

/**
 * Along which axis to look for an element.
 * @category Ops
 */
export interface ArgOptions {
  /** The axis, a negative one counted from the back; the tensor as one row if not given. */
  readonly axis?: number | null;
  /** Whether that axis stays, with size 1. */
  readonly keepdims?: boolean;
}

/**
 * With which of its own elements a tensor is padded: mirrored at the border's element (`"reflect"`) or behind it
 * (`"symmetric"`), the border's (`"edge"`), or those of the other side (`"wrap"`).
 *
 * @category Ops
 */
export type PadMode = "edge" | "reflect" | "symmetric" | "wrap";

/**
 * How windows slide along one axis.
 * @category Ops
 */
export interface Sliding {
  /** The axis. */
  readonly axis: number;
  /** Number of windows. */
  readonly count: number;
  /** Cells in a window. */
  readonly length: number;
  /** Cells from one window to the next; 1 if not given. */
  readonly stride?: number;
  /** Cells from one of a window to its next; 1 if not given. */
  readonly dilation?: number;
}

/**
 * Where channels are: last, as in `[batch, height, width, channels]`, or behind the batch.
 * @category Ops
 */
export type DataFormat = "channels_last" | "channels_first";

/**
 * Keras's options of a convolution over images.
 * @category Ops
 */
export interface Conv2DOptions {
  /** Steps between neighbouring windows, for all axes or each; 1 if not given. */
  readonly strides?: number | readonly number[];
  /** `"valid"`: no window leaves the input; `"same"`: the output has the input's size over the stride. */
  readonly padding?: Padding;
  /** Steps between neighbouring taps of the kernel; 1 if not given. */
  readonly dilationRate?: number | readonly number[];
  /** Where channels are; `"channels_last"` if not given. */
  readonly dataFormat?: DataFormat;
}

/**
 * Keras's options of a transposed convolution over images.
 * @category Ops
 */
export interface Conv2DTransposeOptions extends Conv2DOptions {
  /** Cells added at the end of the output; `null` (Keras's own rule) is not 0. */
  readonly outputPadding?: number | readonly number[] | null;
}

/**
 * Keras's options of a convolution over volumes: those over images, of three numbers where those are of two.
 * @category Ops
 */
export type Conv3DOptions = Conv2DOptions;

/**
 * Keras's options of a transposed convolution over volumes.
 * @category Ops
 */
export type Conv3DTransposeOptions = Conv2DTransposeOptions;

/**
 * What lies around an image: a value, its border's cells, its mirror image, or the image itself again and again
 * (`dcba|abcd|dcba`, `abcd|abcd|abcd`).
 *
 * @category Ops
 */
export type FillMode = "constant" | "nearest" | "reflect" | "wrap";

/**
 * Keras's options of an affine transform.
 * @category Ops
 */
export interface AffineOptions {
  /** What lies between cells: the nearest one, or a mean of four; `"bilinear"` if not given. */
  readonly interpolation?: "nearest" | "bilinear";
  /** What lies around images; `"constant"` if not given. */
  readonly fillMode?: FillMode;
  /** What that constant is; 0 if not given. */
  readonly fillValue?: number;
  /** Where channels are; `"channels_last"` if not given. */
  readonly dataFormat?: DataFormat;
}

/**
 * What is wanted of an axis: one place of it, those from `from` up to `to`, or `null` for all; negative ones count from the back.
 * @category Ops
 */
export type Index = number | null | readonly [from: number, to?: number];
