/** What the normalizations have in common that have weights: a factor, gamma, and an offset, beta. */

import { input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import * as f from "../../autograd/formula.ts";
import { add, mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { flag, number, part } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of factor and offset, and the number that keeps divisions from zero.
 * @category Normalization layers
 */
export interface ScaleAndOffsetOptions extends LayerOptions {
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

const TRANSFORMED = f.add(f.mul(f.x, f.y), input(2));

/**
 * A layer that brings its input to mean 0 and variance 1, and then multiplies by gamma and adds beta.
 * @category Normalization layers
 */
export abstract class NormalizationLayer<
  Options extends ScaleAndOffsetOptions,
  Leading extends readonly unknown[] = [],
> extends ElementwiseLayer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    epsilon: number(1e-3),
    center: flag(true),
    scale: flag(true),
    betaInitializer: part(initializers, "zeros"),
    gammaInitializer: part(initializers, "ones"),
    betaRegularizer: part(regularizers),
    gammaRegularizer: part(regularizers),
    betaConstraint: part(constraints),
    gammaConstraint: part(constraints),
  } satisfies Schema<ScaleAndOffsetOptions, LayerOptions>;
  /** What is added to the variance. */
  declare readonly epsilon: number;
  /** Whether there is an offset. */
  declare readonly center: boolean;
  /** Whether there is a factor. */
  declare readonly scale: boolean;

  /** The factor; `null` without one. */
  get gamma(): Variable | null {
    return this.optionalWeight("gamma");
  }

  /** The offset; `null` without one. */
  get beta(): Variable | null {
    return this.optionalWeight("beta");
  }

  /** Makes the two weights. */
  protected buildScaleAndOffset(shape: PartialShape): void {
    if (this.scale) this.makeWeight("gamma", shape);
    if (this.center) this.makeWeight("beta", shape);
  }

  /** The sizes that inputs have along the axes of the weights, once it is built. */
  protected sizesAlong(axes: readonly number[]): Readonly<
    Record<number, number>
  > {
    return Object.fromEntries(
      axes.flatMap((axis) => {
        const size = this.builtShape?.at(axis);
        return size ? [[axis, size]] : [];
      }),
    );
  }

  /** `y` times the factor plus the offset, in one pass; `spread` is the shape in which they broadcast to it. */
  protected transform(y: Tensor, spread: Shape): Tensor {
    const [gamma, beta] = this.spread(spread);
    if (gamma && beta) return elementwise(TRANSFORMED, [y, gamma, beta]);
    if (gamma) return mul(y, gamma);
    return beta ? add(y, beta) : y;
  }

  /** Factor and offset in another shape, where there are any. */
  protected spread(
    shape: Shape,
  ): [gamma: Tensor | undefined, beta: Tensor | undefined] {
    const { gamma, beta } = this;
    return [
      gamma ? reshape(gamma, shape) : undefined,
      beta ? reshape(beta, shape) : undefined,
    ];
  }
}
