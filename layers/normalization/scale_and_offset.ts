/** The scale and the offset, Keras's gamma and beta, that the normalizing layers have in common. */

import { input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import * as f from "../../autograd/formula.ts";
import { add, mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toBoolean } from "../../variables/arguments.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import type { Module } from "../../variables/module.ts";
import { checkNumber } from "../../config/checks.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { toWeightPart, type WeightPart } from "../../variables/weight_part.ts";

const TRANSFORMED = f.add(f.mul(f.x, f.y), input(2));

/** The options of scale and offset, and the number that keeps divisions from zero. */
export interface ScaleAndOffsetOptions {
  /** What is added to the variance; 0.001 if not given. */
  readonly epsilon?: number;
  /** Whether an offset, beta, is added; true if not given. */
  readonly center?: boolean;
  /** Whether there is a factor, gamma; true if not given. */
  readonly scale?: boolean;
  /** The offset's first values; `"zeros"` if not given. */
  readonly betaInitializer?: initializers.InitializerIdentifier | null;
  /** The factor's first values; `"ones"` if not given. */
  readonly gammaInitializer?: initializers.InitializerIdentifier | null;
  /** What the offset is penalised for. */
  readonly betaRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the factor is penalised for. */
  readonly gammaRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the offset is brought back to after every update. */
  readonly betaConstraint?: constraints.ConstraintIdentifier | null;
  /** What the factor is brought back to after every update. */
  readonly gammaConstraint?: constraints.ConstraintIdentifier | null;
}

/** The names of these options. */
export const SCALE_AND_OFFSET_OPTIONS: readonly string[] = [
  "epsilon",
  "center",
  "scale",
  "betaInitializer",
  "gammaInitializer",
  "betaRegularizer",
  "gammaRegularizer",
  "betaConstraint",
  "gammaConstraint",
];

/** Splits the options of a layer into these and the rest. */
export function splitOptions<T extends ScaleAndOffsetOptions>(
  options: T,
): [ScaleAndOffsetOptions, Omit<T, keyof ScaleAndOffsetOptions>] {
  const {
    epsilon,
    center,
    scale,
    betaInitializer,
    gammaInitializer,
    betaRegularizer,
    gammaRegularizer,
    betaConstraint,
    gammaConstraint,
    ...rest
  } = options;
  return [{
    epsilon,
    center,
    scale,
    betaInitializer,
    gammaInitializer,
    betaRegularizer,
    gammaRegularizer,
    betaConstraint,
    gammaConstraint,
  }, rest];
}

/** The options of scale and offset, and the two weights once they are made. */
export class ScaleAndOffset {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  /** The factor, if there is one and it is made. */
  gamma: Variable | null = null;
  /** The offset, if there is one and it is made. */
  beta: Variable | null = null;
  readonly #owner: Module;
  readonly #gamma: WeightPart;
  readonly #beta: WeightPart;

  constructor(owner: Module, options: ScaleAndOffsetOptions) {
    const own = owner.constructor.name;
    this.#owner = owner;
    this.epsilon = checkNumber(own, "epsilon", options.epsilon ?? 1e-3);
    this.center = toBoolean(own, "center", options.center ?? true);
    this.scale = toBoolean(own, "scale", options.scale ?? true);
    this.#beta = toWeightPart(
      "zeros",
      options.betaInitializer,
      options.betaRegularizer,
      options.betaConstraint,
    );
    this.#gamma = toWeightPart(
      "ones",
      options.gammaInitializer,
      options.gammaRegularizer,
      options.gammaConstraint,
    );
  }

  /** Makes the two weights. */
  build(shape: PartialShape): void {
    const make = (name: string, part: WeightPart): Variable =>
      this.#owner.addWeight({ name, shape, ...part });
    this.gamma = this.scale ? make("gamma", this.#gamma) : null;
    this.beta = this.center ? make("beta", this.#beta) : null;
  }

  /** `y` times the factor plus the offset, in one pass; \`spread\` is the shape in which they broadcast to it. */
  transform(y: Tensor, spread: Shape): Tensor {
    const [gamma, beta] = this.spread(spread);
    if (gamma && beta) return elementwise(TRANSFORMED, [y, gamma, beta]);
    if (gamma) return mul(y, gamma);
    return beta ? add(y, beta) : y;
  }

  /** Factor and offset in another shape, where there are any. */
  spread(shape: Shape): [gamma: Tensor | undefined, beta: Tensor | undefined] {
    const { gamma, beta } = this;
    return [
      gamma ? reshape(gamma, shape) : undefined,
      beta ? reshape(beta, shape) : undefined,
    ];
  }

  /** Keras's arguments up to the offset. */
  get config(): Config {
    const { epsilon, center, scale } = this;
    return { epsilon, center, scale };
  }

  /** Keras's arguments of first values. */
  get initializerConfig(): Config {
    return {
      beta_initializer: initializers.serialize(this.#beta.initializer),
      gamma_initializer: initializers.serialize(this.#gamma.initializer),
    };
  }

  /** The rest of Keras's arguments. */
  get penaltyConfig(): Config {
    const [beta, gamma] = [this.#beta, this.#gamma];
    return {
      beta_regularizer: regularizers.serialize(beta.regularizer),
      gamma_regularizer: regularizers.serialize(gamma.regularizer),
      beta_constraint: constraints.serialize(beta.constraint),
      gamma_constraint: constraints.serialize(gamma.constraint),
    };
  }
}
