/** What the convolution and the transposed convolution have in common. */

import { ValueError } from "../../config/errors.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import type { Padding, Pair } from "../../autograd/ops/conv_geometry.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Activation } from "../activations/mod.ts";
import {
  type PairLike,
  toCount,
  toDataFormat,
  toPadding,
  toPair,
} from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import {
  KERNEL_AND_BIAS_OPTIONS,
  KernelAndBias,
  type KernelAndBiasOptions,
} from "../kernel_and_bias.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of both; Keras's, in camelCase. */
export interface ConvOptions extends LayerOptions, KernelAndBiasOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** `[height, width]` of the kernel, or one integer for both. */
  readonly kernelSize: PairLike;
  /** Steps between neighbouring windows; 1 if not given. */
  readonly strides?: PairLike;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** Steps between neighbouring taps of the kernel; 1 if not given. */
  readonly dilationRate?: PairLike;
}

/** The names of these options. */
export const CONV_OPTIONS: readonly string[] = [
  "filters",
  "kernelSize",
  "strides",
  "padding",
  "dataFormat",
  "dilationRate",
  ...KERNEL_AND_BIAS_OPTIONS,
];

/** A layer with a kernel that slides over images, and a bias for each channel of the output. */
export abstract class ConvLayer extends Layer {
  /** Channels of the output. */
  readonly filters: number;
  /** `[height, width]` of the kernel. */
  readonly kernelSize: Pair;
  /** Steps between neighbouring windows. */
  readonly strides: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** Steps between neighbouring taps of the kernel. */
  readonly dilationRate: Pair;
  /** Cells added at the end of each axis of the output; only the transposed convolution has them. */
  protected readonly outputPadding: Pair | null;
  readonly #weights: KernelAndBias;

  /** Checks the options in Keras's order. */
  constructor(options: ConvOptions & { outputPadding?: PairLike | null }) {
    checkArguments(new.target, arguments, options, [
      ...CONV_OPTIONS,
      "outputPadding",
    ]);
    const {
      filters,
      kernelSize,
      strides = 1,
      padding = "valid",
      outputPadding = null,
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
    this.kernelSize = toPair(own, "kernelSize", kernelSize);
    this.strides = toPair(own, "strides", strides);
    this.dilationRate = toPair(own, "dilationRate", dilationRate);
    this.padding = toPadding(own, padding);
    this.outputPadding = outputPadding === null
      ? null
      : toPair(own, "outputPadding", outputPadding, 0);
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
  }

  /** Refuses strides together with dilation, on whichever axes, as Keras does. */
  protected checkStrides(): void {
    const { strides, dilationRate } = this;
    if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected strides > 1 without dilationRate > 1, received strides ${
        quote(strides)
      } and dilationRate ${quote(dilationRate)}`,
    );
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
  protected get channelAxis(): 1 | 3 {
    return this.dataFormat === "channels_first" ? 1 : 3;
  }

  /** The kernel's shape for inputs with so many channels. */
  protected abstract kernelShape(channels: number | null): PartialShape;

  /** The convolution, without bias and activation. */
  protected abstract convolve(x: Tensor, kernel: Variable): Tensor;

  /** `[height, width]` of the output for an input of that size. */
  protected abstract outputSize(input: Pair): Pair;

  /** The number of channels that a kernel of some shape takes. */
  protected abstract channelsOf(kernel: Variable): number;

  /** Images of a known number of channels, once it is built. */
  protected override get inputSpec(): InputSpec {
    const axis = this.channelAxis;
    return {
      rank: 4,
      layout: axis === 1
        ? "[batch, channels, height, width]"
        : "[batch, height, width, channels]",
      axes: this.built ? { [axis]: this.channelsOf(this.kernel) } : {},
    };
  }

  /** Makes the kernel and the bias. */
  override build(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const channels = inputShape[this.channelAxis];
    this.#weights.build(this.kernelShape(channels), this.filters);
    super.build(inputShape);
  }

  /** The convolution, the bias, the activation. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    return this.#weights.finish(
      this.convolve(x, this.kernel),
      this.channelAxis,
    );
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const first = this.channelAxis === 1 ? 2 : 1;
    const [height, width] = inputShape.slice(first, first + 2);
    // The two axes do not touch each other: what is not known is taken to have room for one window, and forgotten.
    const [rows, columns] = this.kernelSize
      .map((taps, i) => (taps - 1) * this.dilationRate[i] + 1);
    const known = this.outputSize([height ?? rows, width ?? columns]);
    const size = [height, width].map((n, i) => n === null ? null : known[i]);
    const [batch] = inputShape;
    return first === 2
      ? [batch, this.filters, ...size]
      : [batch, ...size, this.filters];
  }

  /** Keras's arguments, where `own` are those that stand before the data format and after the dilation rate. */
  protected configWith(own: { before?: Config; after?: Config }): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      kernel_size: [...this.kernelSize],
      strides: [...this.strides],
      padding: this.padding,
      ...own.before,
      data_format: this.dataFormat,
      dilation_rate: [...this.dilationRate],
      ...own.after,
      ...this.#weights.config,
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      ...this.#weights.constraintConfig,
    };
  }
}
