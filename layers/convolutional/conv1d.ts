/** The convolution of Keras over one axis. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import { conv2d } from "../../autograd/ops/conv2d.ts";
import { convOutputLength } from "../../autograd/ops/conv_geometry.ts";
import { concat, pad, split } from "../../autograd/ops/window.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import {
  CONV1D_OPTIONS,
  type Conv1DBaseOptions,
  Conv1DLayer,
} from "./conv1d_layer.ts";
import { checkArguments } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** How a convolution over one axis treats the borders. */
export type Conv1DPadding = "valid" | "same" | "causal";

/** The options of Conv1D: Keras's, in camelCase. */
export interface Conv1DOptions extends Conv1DBaseOptions {
  /**
   * `"valid"`, `"same"` or `"causal"`, which looks at no later step, in upper or lower case; `"valid"` if not given.
   */
  readonly padding?: Conv1DPadding | Uppercase<Conv1DPadding>;
  /** Parts into which the channels are split, each with its own filters; 1 if not given. */
  readonly groups?: number;
}

/**
 * Keras's Conv1D: correlation of `[batch, steps, channels]` with a kernel `[kernel size, channels / groups, filters]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv1D({ filters: 8, kernelSize: 3, padding: "causal" });
 * assertEquals(layer.apply(dg.ones([2, 10, 4])).shape, [2, 10, 8]);
 * ```
 */
export class Conv1D extends Conv1DLayer<Conv1DPadding> {
  /** Parts into which the channels are split. */
  readonly groups: number;

  /**
   * Checks the options, in Keras's order.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: Conv1DOptions) {
    checkArguments(new.target, arguments, options, [
      ...CONV1D_OPTIONS,
      "groups",
    ]);
    const { groups = 1, ...rest } = options;
    super(rest, ["valid", "same", "causal"]);
    const own = this.constructor.name;
    this.groups = toCount(own, "groups", groups);
    if (this.filters % groups !== 0) {
      throw new ValueError(
        `Cannot make ${own}: expected filters to be a multiple of groups, received filters ${this.filters} and groups ${groups}`,
      );
    }
  }

  /** The kernel's shape for inputs with so many channels. */
  protected override kernelShape(channels: number | null): PartialShape {
    const { groups, kernelSize, filters } = this;
    if (channels !== null && channels % groups !== 0) {
      throw new ShapeError(
        `Cannot build ${this}: expected the channels of the input to be a multiple of groups ${groups}, received ${channels}`,
        { expected: `a multiple of ${groups}`, actual: [channels] },
      );
    }
    return [kernelSize, channels && channels / groups, filters];
  }

  /** Steps of zeros before the first, which make a convolution causal. */
  get #delay(): number {
    const { padding, kernelSize, dilationRate } = this;
    return padding === "causal" ? (kernelSize - 1) * dilationRate : 0;
  }

  /** The convolution of images of one row with a kernel of one row, without bias and activation. */
  protected override convolve(x: Tensor, kernel: Tensor): Tensor {
    const { strides, dilationRate, padding, groups } = this;
    const late = this.#delay > 0
      ? pad(x, [[0, 0], [0, 0], [this.#delay, 0], [0, 0]])
      : x;
    const options = {
      strides: [1, strides],
      padding: padding === "causal" ? "valid" : padding,
      dilationRate: [1, dilationRate],
    } as const;
    if (groups === 1) return conv2d(late, kernel, options);
    const kernels = split(kernel, groups, 3);
    const parts = split(late, groups, 3)
      .map((part, i) => conv2d(part, kernels[i], options));
    return concat(parts, 3);
  }

  /** Length of the output for an input of that length. */
  protected override outputLength(input: number): number {
    const { kernelSize, strides, dilationRate, padding } = this;
    return convOutputLength({
      input: input + this.#delay,
      kernel: kernelSize,
      stride: strides,
      dilation: dilationRate,
      padding: padding === "causal" ? "valid" : padding,
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.configWith({ after: { groups: this.groups } });
  }
}
