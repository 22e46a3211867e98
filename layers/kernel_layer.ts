/** The base of Dense and the convolutions: a linear map, and a bias and an activation behind it. */

import { add } from "../autograd/ops/elementwise.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { flag, part } from "../config/rows.ts";
import type { Schema } from "../config/schema.ts";
import * as constraints from "../variables/constraints/mod.ts";
import * as initializers from "../variables/initializers/mod.ts";
import * as regularizers from "../variables/regularizers/mod.ts";
import type { Variable } from "../variables/variable.ts";
import * as activations from "./activations/mod.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";

/**
 * The options of activation and bias.
 * @category Layers
 */
export interface BiasOptions {
  /** What the output goes through; nothing if not given. */
  readonly activation?: activations.ActivationIdentifier | null;
  /** Whether a bias is added; true if not given. */
  readonly useBias?: boolean;
  /** The bias's first values; `"zeros"` if not given. */
  readonly biasInitializer?: initializers.InitializerIdentifier | null;
  /** What the bias is penalised for. */
  readonly biasRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the bias is brought back to after every update. */
  readonly biasConstraint?: constraints.ConstraintIdentifier | null;
}

/**
 * The options of kernel, bias and activation.
 * @category Layers
 */
export interface KernelAndBiasOptions extends BiasOptions {
  /** The kernel's first values; `"glorot_uniform"` if not given. */
  readonly kernelInitializer?: initializers.InitializerIdentifier | null;
  /** What the kernel is penalised for. */
  readonly kernelRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the kernel is brought back to after every update. */
  readonly kernelConstraint?: constraints.ConstraintIdentifier | null;
}

/** The rows of activation and bias. */
export const BIAS = {
  activation: part(activations),
  useBias: flag(true),
  biasInitializer: part(initializers, "zeros"),
  biasRegularizer: part(regularizers),
  biasConstraint: part(constraints),
} satisfies Schema<BiasOptions>;

/** The rows of kernel, bias and activation. */
export const KERNEL_AND_BIAS = {
  ...BIAS,
  kernelInitializer: part(initializers, "glorot_uniform"),
  kernelRegularizer: part(regularizers),
  kernelConstraint: part(constraints),
} satisfies Schema<KernelAndBiasOptions>;

/**
 * A linear map of one kernel or more, and a bias and an activation behind it.
 * @category Layers
 */
export abstract class KernelLayer<
  Options extends LayerOptions & BiasOptions,
  Leading extends readonly unknown[] = [],
> extends Layer<Options, Leading> {
  /** What the output goes through. */
  declare readonly activation: activations.Activation;
  /** Whether there is a bias. */
  declare readonly useBias: boolean;

  /** The bias, one number for each unit or channel of the output; `null` without one. */
  get bias(): Variable | null {
    return this.optionalWeight("bias");
  }

  /** Makes the bias, if there is one, for so many units. */
  protected buildBias(units: number | null): void {
    if (this.useBias) this.makeWeight("bias", [units]);
  }

  /** The bias added to the output of the linear map, whose units lie on `axis`, and the activation applied. */
  protected finish(y: Tensor, axis: number): Tensor {
    const { bias } = this;
    if (!bias) return this.activation(y);
    const trailing = new Array<number>(y.rank - 1 - axis).fill(1);
    return this.activation(
      add(
        y,
        trailing.length === 0 ? bias.value : reshape(bias, [-1, ...trailing]),
      ),
    );
  }
}
