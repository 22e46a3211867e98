/** What the layers have in common in which each channel has filters of its own. */

import type { DataFormat } from "../../autograd/ops/options.ts";
import {
  conv2dGeometry,
  type Padding,
  type Pair,
} from "../../autograd/ops/conv_geometry.ts";
import { depthwiseConv2d } from "../../autograd/ops/depthwise_conv2d.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import * as activations from "../activations/mod.ts";
import {
  type PairLike,
  toBoolean,
  toCount,
  toDataFormat,
  toPadding,
  toPair,
} from "../../variables/arguments.ts";
import type { ConstraintIdentifier } from "../../variables/constraints/mod.ts";
import { imageSpec, throughChannelsLast, withSpatial } from "../images.ts";
import type { InitializerIdentifier } from "../../variables/initializers/mod.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { RegularizerIdentifier } from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { toWeightPart, type WeightPart } from "../../variables/weight_part.ts";

/** The options of these layers: Keras's, in camelCase. */
export interface DepthwiseOptions extends LayerOptions {
  /** `[height, width]` of the kernel, or one integer for both. */
  readonly kernelSize: PairLike;
  /** Steps between neighbouring windows; 1 if not given. */
  readonly strides?: PairLike;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
  /** Filters of each channel; 1 if not given. */
  readonly depthMultiplier?: number;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** Steps between neighbouring taps of the kernel; 1 if not given. */
  readonly dilationRate?: PairLike;
  /** What the output goes through; nothing if not given. */
  readonly activation?: activations.ActivationIdentifier | null;
  /** Whether a bias is added; true if not given. */
  readonly useBias?: boolean;
  /** The first values of the filters; `"glorot_uniform"` if not given. */
  readonly depthwiseInitializer?: InitializerIdentifier | null;
  /** The bias's first values; `"zeros"` if not given. */
  readonly biasInitializer?: InitializerIdentifier | null;
  /** What the filters are penalised for. */
  readonly depthwiseRegularizer?: RegularizerIdentifier | null;
  /** What the bias is penalised for. */
  readonly biasRegularizer?: RegularizerIdentifier | null;
  /** What the filters are brought back to after every update. */
  readonly depthwiseConstraint?: ConstraintIdentifier | null;
  /** What the bias is brought back to after every update. */
  readonly biasConstraint?: ConstraintIdentifier | null;
}

/** The names of these options. */
export const DEPTHWISE_OPTIONS: readonly string[] = [
  "kernelSize",
  "strides",
  "padding",
  "depthMultiplier",
  "dataFormat",
  "dilationRate",
  "activation",
  "useBias",
  "depthwiseInitializer",
  "biasInitializer",
  "depthwiseRegularizer",
  "biasRegularizer",
  "depthwiseConstraint",
  "biasConstraint",
];

/** A layer in which each channel of an image has filters of its own. */
export abstract class DepthwiseLayer extends Layer {
  /** `[height, width]` of the kernel. */
  readonly kernelSize: Pair;
  /** Steps between neighbouring windows. */
  readonly strides: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
  /** Filters of each channel. */
  readonly depthMultiplier: number;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** Steps between neighbouring taps of the kernel. */
  readonly dilationRate: Pair;
  /** What the output goes through. */
  readonly activation: activations.Activation;
  /** Whether there is a bias. */
  readonly useBias: boolean;
  /** The bias, `[channels of the output]`, if there is one. */
  bias: Variable | null = null;
  /** What the filters are made with. */
  protected readonly depthwise: WeightPart;
  /** What the bias is made with. */
  protected readonly biasPart: WeightPart;

  /** Checks the options. */
  constructor(options: DepthwiseOptions) {
    checkArguments(new.target, arguments, options, DEPTHWISE_OPTIONS);
    const {
      kernelSize,
      strides = 1,
      padding = "valid",
      depthMultiplier = 1,
      dataFormat,
      dilationRate = 1,
      activation,
      useBias = true,
      depthwiseInitializer,
      biasInitializer,
      depthwiseRegularizer,
      biasRegularizer,
      depthwiseConstraint,
      biasConstraint,
      ...rest
    } = options;
    super(rest);
    const own = this.constructor.name;
    this.kernelSize = toPair(own, "kernelSize", kernelSize);
    this.strides = toPair(own, "strides", strides);
    this.dilationRate = toPair(own, "dilationRate", dilationRate);
    this.padding = toPadding(own, padding);
    this.dataFormat = toDataFormat(own, dataFormat);
    this.activation = activations.get(activation);
    this.useBias = toBoolean(own, "useBias", useBias);
    this.depthwise = toWeightPart(
      "glorot_uniform",
      depthwiseInitializer,
      depthwiseRegularizer,
      depthwiseConstraint,
    );
    this.biasPart = toWeightPart(
      "zeros",
      biasInitializer,
      biasRegularizer,
      biasConstraint,
    );
    this.depthMultiplier = toCount(own, "depthMultiplier", depthMultiplier);
  }

  /** Channels of the output for so many of the input. */
  protected abstract outputChannels(channels: number | null): number | null;

  /** The axis of the channels, counted from the front. */
  protected get channelAxis(): 1 | 3 {
    return this.dataFormat === "channels_first" ? 1 : 3;
  }

  /** Images, of the channels for which it was built. */
  protected override get inputSpec(): InputSpec {
    const channels = this.builtShape?.[this.channelAxis];
    const axes = channels ? { [this.channelAxis]: channels } : {};
    return { ...imageSpec(this.dataFormat), axes };
  }

  /** Makes the filters, under a name. */
  protected addFilters(name: string, inputShape: PartialShape): Variable {
    this.computeOutputShape(inputShape);
    const channels = inputShape[this.channelAxis];
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    return this.addWeight({ name, shape, ...this.depthwise });
  }

  /** Makes the bias, if there is one. */
  protected addBias(inputShape: PartialShape): void {
    const channels = this.outputChannels(inputShape[this.channelAxis]);
    if (!this.useBias) return;
    const shape = [channels];
    this.bias = this.addWeight({ name: "bias", shape, ...this.biasPart });
  }

  /** The filters, then `after`, on images with the channels last; then the bias and the activation. */
  protected convolve(
    x: Tensor,
    filters: Variable,
    after: (y: Tensor) => Tensor,
  ): Tensor {
    const { strides, dilationRate: dilations, padding, bias } = this;
    const y = throughChannelsLast(x, this.dataFormat, (x) => {
      const options = { strides, dilations, padding };
      const y = after(depthwiseConv2d(x, filters, options));
      return bias ? add(y, bias) : y;
    });
    return this.activation(y);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const shape = withSpatial(
      inputShape,
      this.dataFormat,
      (size, i) => this.#outputSize(size, i),
    );
    const axis = this.channelAxis;
    return shape.with(axis, this.outputChannels(inputShape[axis]));
  }

  #outputSize(size: number, i: 0 | 1): number {
    const { kernelSize: kernel, strides, dilationRate: dilations, padding } =
      this;
    // The other axis does not matter, but has to have room for a window.
    const room = (kernel[1 - i] - 1) * dilations[1 - i] + 1;
    const input: Pair = i === 0 ? [size, room] : [room, size];
    const axes = { input, kernel, strides, dilations, padding };
    return conv2dGeometry(axes).output[i];
  }

  /** Keras's arguments from the kernel's size to the bias. */
  protected get geometryConfig(): Config {
    return {
      kernel_size: [...this.kernelSize],
      strides: [...this.strides],
      padding: this.padding,
      data_format: this.dataFormat,
      dilation_rate: [...this.dilationRate],
      activation: activations.serialize(this.activation),
      use_bias: this.useBias,
    };
  }
}
