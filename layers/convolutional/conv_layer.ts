/** The base of all convolutions of Keras, whatever the number of axes and the kind of kernel. */

import {
  type ConvAxis,
  convOutputLength,
  type Padding,
} from "../../autograd/ops/conv_geometry.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { integers, part, type Tuple } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import {
  channelAxis,
  imageSpec,
  ofImages,
  throughImages,
  withSpatial,
} from "../image_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import { type BiasOptions, KernelLayer } from "../kernel_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * How a convolution treats the borders; "causal", which looks at no later step, is of Conv1D alone.
 * @category Convolutional layers
 */
export type ConvPadding = Padding | "causal";

/**
 * The options of all convolutions: Keras's, in camelCase. Of sizes, one integer stands for all spatial axes.
 * @category Convolutional layers
 */
export interface ConvOptions<Name extends ConvPadding = Padding>
  extends LayerOptions, BiasOptions {
  /** The size of the kernel: its length, `[height, width]`, or `[depth, height, width]`. */
  readonly kernelSize: number | readonly number[];
  /** Steps between neighbouring windows; 1 if not given. */
  readonly strides?: number | readonly number[];
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Name | Uppercase<Name>;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** Steps between neighbouring taps of the kernel; 1 if not given. */
  readonly dilationRate?: number | readonly number[];
}

/**
 * What the constructors of convolutions with filters take by their places.
 * @category Convolutional layers
 */
export type FiltersFirst = readonly [
  "filters",
  "kernelSize",
  "strides",
  "padding",
];

/** The same, for their tables. */
export const FILTERS_FIRST: FiltersFirst = [
  "filters",
  "kernelSize",
  "strides",
  "padding",
];

/** The row of integers for each of so many spatial axes. */
type SizeRow<N extends number> = Row<number | readonly number[], Tuple<N>>;

/** The rows of windows over so many spatial axes, in the order in which Keras checks them. */
export function windowRows<N extends number>(rank: N): Readonly<
  Record<"kernelSize" | "strides" | "dilationRate", SizeRow<N>>
> {
  return {
    kernelSize: integers(rank),
    strides: integers(rank, 1),
    dilationRate: integers(rank, 1),
  };
}

/** The row of what the output is penalised for, which the configs of convolutions always have. */
export const ACTIVITY = { activityRegularizer: part(regularizers) };

/**
 * Where the windows of an op over images or volumes lie.
 * @category Convolutional layers
 */
export interface Windows {
  /** Steps between neighbouring windows. */
  readonly strides: readonly number[];
  /** Steps between neighbouring taps of the kernel. */
  readonly dilationRate: readonly number[];
  /** How the borders are treated. */
  readonly padding: Padding;
}

/**
 * A layer whose kernels slide over the spatial axes of `[batch, height, width, channels]`, `[batch, steps, channels]` or
 * `[batch, depth, height, width, channels]`, or of the same with the channels first. How many axes there are follows from
 * the rows of `kernelSize`, `strides` and `dilationRate`; steps are images of one row. A class says how its kernels are
 * made, what they do with images or volumes, and how many channels come out.
 *
 * @category Convolutional layers
 */
export abstract class ConvLayer<
  Options extends LayerOptions & BiasOptions,
  Size extends readonly number[],
  Name extends ConvPadding = Padding,
  Leading extends readonly unknown[] = [],
> extends KernelLayer<Options, Leading> {
  /** The size of the kernel on each spatial axis. */
  declare readonly kernelSize: Size;
  /** Steps between neighbouring windows. */
  declare readonly strides: Size;
  /** How the borders are treated. */
  declare readonly padding: Name;
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;
  /** Steps between neighbouring taps of the kernel. */
  declare readonly dilationRate: Size;

  /** Makes the kernels for so many channels. */
  protected abstract buildKernels(channels: number | null): void;

  /** The linear map of images, or volumes, with the channels last. */
  protected abstract convolve(images: Tensor): Tensor;

  /** Channels of the output for so many of the input. */
  protected abstract outputChannels(channels: number | null): number | null;

  /** Length of the output along a spatial axis, the `i`th. */
  protected outputLength(axis: ConvAxis, _i: number): number {
    return convOutputLength(axis);
  }

  /** Refuses strides together with dilation, on whichever axes, as Keras does where each filter sees all channels. */
  protected checkStrides(): void {
    const { strides, dilationRate } = this;
    if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected strides > 1 without dilationRate > 1, received strides ${
        quote(strides)
      } and dilationRate ${quote(dilationRate)}`,
    );
  }

  /** The windows as ops over images and volumes take them. */
  protected get windows(): Windows {
    const padding: ConvPadding = this.padding;
    return {
      strides: ofImages(this.strides),
      dilationRate: ofImages(this.dilationRate),
      padding: padding === "causal" ? "valid" : padding,
    };
  }

  /** A kernel as ops over images and volumes take it. */
  protected ofImages(kernel: Variable): TensorLike {
    return this.kernelSize.length === 1 ? expandDims(kernel, 0) : kernel;
  }

  get #channelAxis(): number {
    return channelAxis(this.dataFormat, this.kernelSize.length);
  }

  /** Images, steps or volumes, of the channels for which it was built. */
  protected override get inputSpec(): InputSpec {
    const axis = this.#channelAxis;
    const channels = this.builtShape?.[axis];
    return {
      ...imageSpec(this.dataFormat, this.kernelSize.length),
      axes: channels ? { [axis]: channels } : {},
    };
  }

  /** Makes the kernels and the bias, where the windows have room in the input. */
  override build(inputShape: PartialShape): void {
    this.computeOutputShape(inputShape);
    const channels = inputShape[this.#channelAxis];
    this.buildKernels(channels);
    this.buildBias(this.outputChannels(channels));
    super.build(inputShape);
  }

  /** The convolution, the bias, the activation. */
  override call(x: Tensor): Tensor {
    const y = throughImages(
      x,
      this.dataFormat,
      (images) => this.convolve(images),
    );
    return this.finish(y, this.#channelAxis);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const { kernelSize, strides, dilationRate, windows: { padding } } = this;
    const axisOf = (input: number, i: number): ConvAxis => ({
      input,
      kernel: kernelSize[i],
      stride: strides[i],
      dilation: dilationRate[i],
      padding,
    });
    const shape = withSpatial(
      inputShape,
      this.dataFormat,
      (size, i) => this.outputLength(axisOf(size, i), i),
    );
    const axis = this.#channelAxis;
    return shape.with(axis, this.outputChannels(inputShape[axis]));
  }
}
