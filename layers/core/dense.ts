/** The dense layer of Keras. */

import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { sizeOf } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Activation } from "../activations/mod.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import {
  KERNEL_AND_BIAS_OPTIONS,
  KernelAndBias,
  type KernelAndBiasOptions,
} from "../kernel_and_bias.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of Dense: Keras's, in camelCase. */
export interface DenseOptions extends LayerOptions, KernelAndBiasOptions {
  /** Size of the last axis of the output. */
  readonly units: number;
}

/**
 * Keras's Dense: the last axis of `[batch, ..., inputs]` times a kernel `[inputs, units]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Dense({ units: 4, activation: "relu" });
 * assertEquals(layer.apply(dg.ones([2, 3])).shape, [2, 4]);
 * ```
 */
export class Dense extends Layer {
  /** Size of the last axis of the output. */
  readonly units: number;
  readonly #weights: KernelAndBias;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: DenseOptions) {
    checkArguments(new.target, arguments, options, [
      "units",
      ...KERNEL_AND_BIAS_OPTIONS,
    ]);
    const {
      units,
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
    this.units = toCount(this.constructor.name, "units", units);
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
  }

  /** The kernel, `[inputs, units]`. */
  get kernel(): Variable {
    return this.#weights.kernel;
  }

  /** The bias, `[units]`. */
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

  /** At least two axes; the last of a known size, once it is built. */
  protected override get inputSpec(): InputSpec {
    const axes = this.built ? { [-1]: this.kernel.shape[0] } : undefined;
    return { minRank: 2, axes };
  }

  /** Makes the kernel and the bias. */
  override build(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const [inputs] = inputShape.slice(-1);
    this.#weights.build([inputs, this.units], this.units);
    super.build(inputShape);
  }

  /** The product, the bias, the activation. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    const outer = x.shape.slice(0, -1);
    const [inputs] = this.kernel.shape;
    const y = x.rank === 2
      ? matmul(x, this.kernel)
      : matmul(reshape(x, [sizeOf(outer), inputs]), this.kernel);
    const shaped = x.rank === 2 ? y : reshape(y, [...outer, this.units]);
    return this.#weights.finish(shaped, x.rank - 1);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return [...inputShape.slice(0, -1), this.units];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      units: this.units,
      ...this.#weights.config,
      ...this.#weights.constraintConfig,
      quantization_config: null,
    };
  }
}
