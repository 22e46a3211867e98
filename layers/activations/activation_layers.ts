/** Activations as layers. */

import { softmax } from "../../autograd/ops/softmax.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  axes,
  type AxisLike,
  named,
  nullable,
  number,
  part,
} from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import { elu } from "./smooth.ts";
import * as activations from "./mod.ts";
import { leakyRelu, relu } from "./piecewise.ts";

/**
 * The options of Activation: Keras's, in camelCase.
 * @category Activations
 */
export interface ActivationOptions extends LayerOptions {
  /** The activation: its name, or a function. */
  readonly activation: activations.ActivationIdentifier | null;
}

/**
 * Keras's Activation: a function of every element, or of every row.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Activation({ activation: "relu" });
 * assertEquals([...await layer.apply(dg.tensor([-1, 2])).data()], [0, 2]);
 * ```
 *
 * @category Activations
 */
export class Activation
  extends ElementwiseLayer<ActivationOptions, ["activation"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["activation"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    activation: part(activations),
  } satisfies Schema<ActivationOptions, LayerOptions>;
  /** The function. */
  declare readonly activation: activations.Activation;

  /** The function of the input. */
  override call(x: Tensor): Tensor {
    return this.activation(x);
  }
}

/**
 * The options of ELU: Keras's, in camelCase.
 * @category Activations
 */
export interface ELUOptions extends LayerOptions {
  /** How far below 0 it reaches; 1 if not given. */
  readonly alpha?: number;
}

/**
 * Keras's ELU: `x` above 0, `alpha (exp(x) - 1)` below.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ELU({ alpha: 2 });
 * const [below] = await layer.apply(dg.tensor([-1])).data();
 * assertAlmostEquals(below, 2 * Math.expm1(-1), 1e-6);
 * ```
 *
 * @category Activations
 */
export class ELU extends ElementwiseLayer<ELUOptions, ["alpha"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["alpha"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    alpha: number(1),
  } satisfies Schema<ELUOptions, LayerOptions>;
  /** How far below 0 it reaches. */
  declare readonly alpha: number;

  /** The function of every element. */
  override call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }
}

/**
 * The options of LeakyReLU: Keras's, in camelCase.
 * @category Activations
 */
export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0; 0.3 if not given, which is not that of the activation. */
  readonly negativeSlope?: number;
}

/**
 * Keras's LeakyReLU: `x` above 0, `negativeSlope x` below.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.LeakyReLU({ negativeSlope: 0.5 });
 * assertEquals([...await layer.apply(dg.tensor([-2, 3])).data()], [-1, 3]);
 * ```
 *
 * @category Activations
 */
export class LeakyReLU
  extends ElementwiseLayer<LeakyReLUOptions, ["negativeSlope"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["negativeSlope"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    // tf.keras calls it alpha.
    negativeSlope: named(number(0.3, { least: 0 }), { aliases: ["alpha"] }),
  } satisfies Schema<LeakyReLUOptions, LayerOptions>;
  /** The slope below 0. */
  declare readonly negativeSlope: number;

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }
}

/**
 * The options of ReLU: Keras's, in camelCase.
 * @category Activations
 */
export interface ReLUOptions extends LayerOptions {
  /** The largest value; none if not given. */
  readonly maxValue?: number | null;
  /** The slope below the threshold; 0 if not given. */
  readonly negativeSlope?: number;
  /** Where the input begins to pass; 0 if not given. */
  readonly threshold?: number;
}

/**
 * Keras's ReLU: `x` above the threshold, at most `maxValue`; `negativeSlope (x - threshold)` up to it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ReLU({ maxValue: 6 });
 * assertEquals([...await layer.apply(dg.tensor([-2, 3, 8])).data()], [0, 3, 6]);
 * ```
 *
 * @category Activations
 */
export class ReLU extends ElementwiseLayer<ReLUOptions, ["maxValue"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["maxValue"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    maxValue: nullable(number(undefined, { least: 0 })),
    negativeSlope: number(0, { least: 0 }),
    threshold: number(0, { least: 0 }),
  } satisfies Schema<ReLUOptions, LayerOptions>;
  /** The largest value, `null` for none. */
  declare readonly maxValue: number | null;
  /** The slope below the threshold. */
  declare readonly negativeSlope: number;
  /** Where the input begins to pass. */
  declare readonly threshold: number;

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    return relu(x, { maxValue, negativeSlope, threshold });
  }
}

/**
 * The options of Softmax: Keras's.
 * @category Activations
 */
export interface SoftmaxOptions extends LayerOptions {
  /** The axis, or axes, along which the outputs add up to 1; -1 if not given. */
  readonly axis?: AxisLike;
}

/**
 * Keras's Softmax: `exp(x)` over its sum along an axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Softmax();
 * assertEquals([...await layer.apply(dg.tensor([[1, 1]])).data()], [0.5, 0.5]);
 * ```
 *
 * @category Activations
 */
export class Softmax extends ElementwiseLayer<SoftmaxOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: axes(-1),
  } satisfies Schema<SoftmaxOptions, LayerOptions>;
  /** The axis, or axes, along which the outputs add up to 1. */
  declare readonly axis: AxisLike;

  /** The softmax of the input. */
  override call(x: Tensor): Tensor {
    return softmax(x, { axis: this.axis });
  }
}
