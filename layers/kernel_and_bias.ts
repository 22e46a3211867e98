/** The kernel, the bias and the activation that Dense and the convolutions have in common. */

import { ValueError } from "../config/errors.ts";
import { add } from "../autograd/ops/elementwise.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import * as activations from "./activations/mod.ts";
import { toBoolean } from "../variables/arguments.ts";
import * as constraints from "../variables/constraints/mod.ts";
import * as initializers from "../variables/initializers/mod.ts";
import type { Module } from "../variables/module.ts";
import * as regularizers from "../variables/regularizers/mod.ts";
import type { Config } from "../config/serialization.ts";
import type { PartialShape } from "../variables/shapes.ts";
import type { Variable } from "../variables/variable.ts";

/** The options of kernel, bias and activation. */
export interface KernelAndBiasOptions {
  /** What the output goes through; nothing if not given. */
  readonly activation?: activations.ActivationIdentifier | null;
  /** Whether a bias is added; true if not given. */
  readonly useBias?: boolean;
  /** The kernel's first values; `"glorot_uniform"` if not given. */
  readonly kernelInitializer?: initializers.InitializerIdentifier | null;
  /** The bias's first values; `"zeros"` if not given. */
  readonly biasInitializer?: initializers.InitializerIdentifier | null;
  /** What the kernel is penalised for. */
  readonly kernelRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the bias is penalised for. */
  readonly biasRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the kernel is brought back to after every update. */
  readonly kernelConstraint?: constraints.ConstraintIdentifier | null;
  /** What the bias is brought back to after every update. */
  readonly biasConstraint?: constraints.ConstraintIdentifier | null;
}

/** The names of these options. */
export const KERNEL_AND_BIAS_OPTIONS: readonly string[] = [
  "activation",
  "useBias",
  "kernelInitializer",
  "biasInitializer",
  "kernelRegularizer",
  "biasRegularizer",
  "kernelConstraint",
  "biasConstraint",
];

/** The options of kernel, bias and activation, and the two weights once they are made. */
export class KernelAndBias {
  readonly activation: activations.Activation;
  readonly useBias: boolean;
  readonly #owner: Module;
  readonly #kernel: Part;
  readonly #bias: Part;
  #weights: { kernel: Variable; bias: Variable | null } | undefined;

  constructor(owner: Module, options: KernelAndBiasOptions) {
    const own = owner.constructor.name;
    this.#owner = owner;
    this.activation = activations.get(options.activation);
    this.useBias = toBoolean(own, "useBias", options.useBias ?? true);
    const kernel = options.kernelInitializer ?? "glorot_uniform";
    const bias = options.biasInitializer ?? "zeros";
    const [kernelInitializer, biasInitializer] = [kernel, bias]
      .map((initializer) => initializers.get(initializer));
    const kernelRegularizer = regularizers.get(options.kernelRegularizer);
    const biasRegularizer = regularizers.get(options.biasRegularizer);
    this.#kernel = {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: constraints.get(options.kernelConstraint),
    };
    this.#bias = {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: constraints.get(options.biasConstraint),
    };
  }

  /** Makes the two weights. */
  build(kernelShape: PartialShape, units: number): void {
    const owner = this.#owner;
    const kernel = owner.addWeight({
      name: "kernel",
      shape: kernelShape,
      ...this.#kernel,
    });
    const bias = this.useBias
      ? owner.addWeight({ name: "bias", shape: [units], ...this.#bias })
      : null;
    this.#weights = { kernel, bias };
  }

  get kernel(): Variable {
    return this.#built("kernel").kernel;
  }

  get bias(): Variable {
    const { bias } = this.#built("bias");
    if (bias) return bias;
    throw new ValueError(
      `Cannot read the bias of ${this.#owner}: expected useBias: true, received useBias: false`,
    );
  }

  #built(what: string): { kernel: Variable; bias: Variable | null } {
    if (this.#weights) return this.#weights;
    throw new ReferenceError(
      `Cannot read the ${what} of ${this.#owner}: expected it to be built, received a layer that has neither been called nor built`,
    );
  }

  /** The bias added to the output of a linear map, whose units lie on `axis`, and the activation applied. */
  finish(y: Tensor, axis: number): Tensor {
    if (!this.useBias) return this.activation(y);
    const trailing = new Array<number>(y.rank - 1 - axis).fill(1);
    const bias = trailing.length === 0
      ? this.bias.value
      : reshape(this.bias, [-1, ...trailing]);
    return this.activation(add(y, bias));
  }

  /** Keras's arguments up to the regularizers: those of activities come between these and the rest. */
  get config(): Config {
    return {
      activation: activations.serialize(this.activation),
      use_bias: this.useBias,
      kernel_initializer: initializers.serialize(this.#kernel.initializer),
      bias_initializer: initializers.serialize(this.#bias.initializer),
      kernel_regularizer: regularizers.serialize(this.#kernel.regularizer),
      bias_regularizer: regularizers.serialize(this.#bias.regularizer),
    };
  }

  /** The rest of Keras's arguments. */
  get constraintConfig(): Config {
    return {
      kernel_constraint: constraints.serialize(this.#kernel.constraint),
      bias_constraint: constraints.serialize(this.#bias.constraint),
    };
  }
}

/** What one of the two weights is made with. */
interface Part {
  readonly initializer: initializers.Initializer;
  readonly regularizer: regularizers.Regularizer | null;
  readonly constraint: constraints.Constraint | null;
}
