/** What the convolutions over one axis have in common: those over images of one row. */

import { ValueError } from "../../config/errors.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { expandDims, squeeze, transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Activation } from "../activations/mod.ts";
import {
  toCount,
  toDataFormat,
  toName,
  toSingle,
} from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import {
  KERNEL_AND_BIAS_OPTIONS,
  KernelAndBias,
  type KernelAndBiasOptions,
} from "../kernel_and_bias.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** One integer, or a list of one. */
export type SingleLike = number | readonly number[];

/** The options of both; Keras's, in camelCase. */
export interface Conv1DBaseOptions extends LayerOptions, KernelAndBiasOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** Length of the kernel. */
  readonly kernelSize: SingleLike;
  /** Steps between neighbouring windows; 1 if not given. */
  readonly strides?: SingleLike;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** Steps between neighbouring taps of the kernel; 1 if not given. */
  readonly dilationRate?: SingleLike;
}

/** The names of these options, and of the padding. */
export const CONV1D_OPTIONS: readonly string[] = [
  "filters",
  "kernelSize",
  "strides",
  "padding",
  "dataFormat",
  "dilationRate",
  ...KERNEL_AND_BIAS_OPTIONS,
];

/** A layer with a kernel that slides along `[batch, steps, channels]`, and a bias for each channel of the output. */
export abstract class Conv1DLayer<Padding extends string> extends Layer {
  /** Channels of the output. */
  readonly filters: number;
  /** Length of the kernel. */
  readonly kernelSize: number;
  /** Steps between neighbouring windows. */
  readonly strides: number;
  /** How the borders are treated. */
  readonly padding: Padding;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** Steps between neighbouring taps of the kernel. */
  readonly dilationRate: number;
  readonly #weights: KernelAndBias;

  /** Checks the options; `paddings` are those that there are. */
  constructor(
    options: Conv1DBaseOptions & { padding?: string },
    paddings: readonly Padding[],
  ) {
    const {
      filters,
      kernelSize,
      strides = 1,
      padding = "valid",
      dataFormat,
      dilationRate = 1,
      activation,
      useBias,
      kernelInitializer,
      biasInitializer,
      kernelRegularizer,
      biasRegularizer,
      kernelConstraint,
      biasConstraint,
      ...rest
    } = options;
    super(rest);
    const own = this.constructor.name;
    this.kernelSize = toSingle(own, "kernelSize", kernelSize);
    this.strides = toSingle(own, "strides", strides);
    this.dilationRate = toSingle(own, "dilationRate", dilationRate);
    this.padding = toName(own, "padding", padding, paddings);
    this.dataFormat = toDataFormat(own, dataFormat);
    this.#weights = new KernelAndBias(this, {
      activation,
      useBias,
      kernelInitializer,
      biasInitializer,
      kernelRegularizer,
      biasRegularizer,
      kernelConstraint,
      biasConstraint,
    });
    this.filters = toCount(own, "filters", filters);
    if (this.strides > 1 && this.dilationRate > 1) {
      throw new ValueError(
        `Cannot make ${own}: expected strides > 1 without dilationRate > 1, received strides ${this.strides} and dilationRate ${this.dilationRate}`,
      );
    }
  }

  /** The kernel. */
  get kernel(): Variable {
    return this.#weights.kernel;
  }

  /** The bias, `[filters]`. */
  get bias(): Variable {
    return this.#weights.bias;
  }

  /** Whether there is a bias. */
  get useBias(): boolean {
    return this.#weights.useBias;
  }

  /** What the output goes through. */
  get activation(): Activation {
    return this.#weights.activation;
  }

  /** The axis of the channels, counted from the front. */
  protected get channelAxis(): 1 | 2 {
    return this.dataFormat === "channels_first" ? 1 : 2;
  }

  /** The kernel's shape for inputs with so many channels. */
  protected abstract kernelShape(channels: number | null): PartialShape;

  /** The convolution of images of one row with a kernel of one row, without bias and activation. */
  protected abstract convolve(x: Tensor, kernel: Tensor): Tensor;

  /** Length of the output for an input of that length. */
  protected abstract outputLength(input: number): number;

  /** Steps of a known number of channels, once it is built. */
  protected override get inputSpec(): InputSpec {
    const axis = this.channelAxis;
    const channels = this.builtShape?.[axis];
    return {
      rank: 3,
      layout: axis === 1
        ? "[batch, channels, steps]"
        : "[batch, steps, channels]",
      axes: channels ? { [axis]: channels } : {},
    };
  }

  /** Makes the kernel and the bias. */
  override build(inputShape: PartialShape): void {
    this.computeOutputShape(inputShape);
    const channels = inputShape[this.channelAxis];
    this.#weights.build(this.kernelShape(channels), this.filters);
    super.build(inputShape);
  }

  /** The convolution, the bias, the activation. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    const first = this.channelAxis === 1;
    const rows = expandDims(first ? transpose(x, [0, 2, 1]) : x, 1);
    const y = squeeze(this.convolve(rows, expandDims(this.kernel, 0)), 1);
    const output = first ? transpose(y, [0, 2, 1]) : y;
    return this.#weights.finish(output, this.channelAxis);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return inputShape.map((size, axis) => {
      if (axis === this.channelAxis) return this.filters;
      return size === null || axis === 0 ? size : this.outputLength(size);
    });
  }

  /** Keras's arguments, where `own` are those that stand before the data format and after the dilation rate. */
  protected configWith(own: { before?: Config; after?: Config }): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      kernel_size: [this.kernelSize],
      strides: [this.strides],
      padding: this.padding,
      ...own.before,
      data_format: this.dataFormat,
      dilation_rate: [this.dilationRate],
      ...own.after,
      ...this.#weights.config,
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      ...this.#weights.constraintConfig,
    };
  }
}
