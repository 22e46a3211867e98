/** The dense layer of Keras. */

import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { sizeOf } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import type { InputSpec } from "../input_spec.ts";
import {
  KERNEL_AND_BIAS,
  type KernelAndBiasOptions,
  KernelLayer,
} from "../kernel_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Dense: Keras's, in camelCase.
 * @category Layers
 */
export interface DenseOptions extends LayerOptions, KernelAndBiasOptions {
  /** Size of the last axis of the output. */
  readonly units: number;
}

/**
 * Keras's Dense: the last axis of `[batch, ..., inputs]` times a kernel `[inputs, units]`, a bias `[units]` added, and an
 * activation of the sum: `[batch, ..., units]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Dense({ units: 4, activation: "relu" });
 * assertEquals(layer.apply(dg.ones([2, 3])).shape, [2, 4]);
 * ```
 *
 * @category Layers
 */
export class Dense extends KernelLayer<DenseOptions, ["units", "activation"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["units", "activation"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    units: count(),
    ...KERNEL_AND_BIAS,
  } satisfies Schema<DenseOptions, LayerOptions>;
  /** Size of the last axis of the output. */
  declare readonly units: number;

  /** The kernel, `[inputs, units]`. */
  get kernel(): Variable {
    return this.builtWeight("kernel");
  }

  /** At least two axes; the last of a known size, once it is built. */
  protected override get inputSpec(): InputSpec {
    const axes = this.built ? { [-1]: this.kernel.shape[0] } : undefined;
    return { minRank: 2, axes };
  }

  /** Makes the kernel and the bias. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const [inputs] = inputShape.slice(-1);
    this.makeWeight("kernel", [inputs, this.units]);
    this.buildBias(this.units);
    super.build(inputShape);
  }

  /** The product, the bias, the activation. */
  override call(x: Tensor): Tensor {
    const outer = x.shape.slice(0, -1);
    const [inputs] = this.kernel.shape;
    const y = x.rank === 2
      ? matmul(x, this.kernel)
      : matmul(reshape(x, [sizeOf(outer), inputs]), this.kernel);
    const shaped = x.rank === 2 ? y : reshape(y, [...outer, this.units]);
    return this.finish(shaped, x.rank - 1);
  }

  /** The shape of the output, with `units` as its last size. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return [...inputShape.slice(0, -1), this.units];
  }

  /** Keras's arguments; it also writes how it is quantized, which is not at all. */
  override getConfig(): Config {
    return { ...super.getConfig(), quantization_config: null };
  }
}
