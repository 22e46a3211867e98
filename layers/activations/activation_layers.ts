/** Activations as layers. */

import { softmax } from "../../autograd/ops/softmax.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { elu } from "./elu.ts";
import * as activations from "./mod.ts";
import { leakyRelu, relu } from "./relu.ts";
import {
  type AxisLike,
  checkAtLeast,
  toAxisList,
} from "../../variables/arguments.ts";
import { checkConfig } from "../../config/check_config.ts";
import { readConfig } from "../../config/config_reader.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";

/** The options of Activation: Keras's, in camelCase. */
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
 */
export class Activation extends ElementwiseLayer {
  /** The function. */
  readonly activation: activations.Activation;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if there is no such activation.
   */
  constructor(options: ActivationOptions) {
    checkArguments(new.target, arguments, options, ["activation"]);
    const { activation, ...rest } = options;
    super(rest);
    this.activation = activations.get(activation);
  }

  /** The function of the input. */
  override call(x: Tensor): Tensor {
    return this.activation(x);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      activation: activations.serialize(this.activation),
    };
  }
}

/** The options of ELU: Keras's, in camelCase. */
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
 */
export class ELU extends ElementwiseLayer {
  /** How far below 0 it reaches. */
  readonly alpha: number;

  /**
   * Checks the option.
   *
   * @throws {ValueError} if alpha is no number.
   */
  constructor(options: ELUOptions = {}) {
    checkArguments(new.target, arguments, options, ["alpha"]);
    const { alpha = 1, ...rest } = options;
    super(rest);
    this.alpha = checkNumber(this.constructor.name, "alpha", alpha);
  }

  /** The function of every element. */
  override call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}

/** The options of LeakyReLU: Keras's, in camelCase. */
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
 */
export class LeakyReLU extends ElementwiseLayer {
  /** The slope below 0. */
  readonly negativeSlope: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if the slope is no number, or negative.
   */
  constructor(options: LeakyReLUOptions = {}) {
    checkArguments(new.target, arguments, options, ["negativeSlope"]);
    const { negativeSlope = 0.3, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.negativeSlope = checkAtLeast(own, "negativeSlope", negativeSlope, 0);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), negative_slope: this.negativeSlope };
  }

  /** Makes a layer from Keras's arguments; tf.keras calls the slope `alpha`. */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkConfig(config);
    const { alpha, ...rest } = config;
    const named = alpha === undefined
      ? rest
      : { negative_slope: alpha, ...rest };
    return new this(readConfig(named, customObjects) as never);
  }
}

/** The options of ReLU: Keras's, in camelCase. */
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
 */
export class ReLU extends ElementwiseLayer {
  /** The largest value, `null` for none. */
  readonly maxValue: number | null;
  /** The slope below the threshold. */
  readonly negativeSlope: number;
  /** Where the input begins to pass. */
  readonly threshold: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one is no number, or negative.
   */
  constructor(options: ReLUOptions = {}) {
    checkArguments(new.target, arguments, options, [
      "maxValue",
      "negativeSlope",
      "threshold",
    ]);
    const { maxValue = null, negativeSlope = 0, threshold = 0, ...rest } =
      options;
    super(rest);
    const own = this.constructor.name;
    this.maxValue = maxValue === null
      ? null
      : checkAtLeast(own, "maxValue", maxValue, 0);
    this.negativeSlope = checkAtLeast(own, "negativeSlope", negativeSlope, 0);
    this.threshold = checkAtLeast(own, "threshold", threshold, 0);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    return relu(x, { maxValue, negativeSlope, threshold });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      max_value: this.maxValue,
      negative_slope: this.negativeSlope,
      threshold: this.threshold,
    };
  }
}

/** The options of Softmax: Keras's. */
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
 */
export class Softmax extends ElementwiseLayer {
  /** The axis, or axes, along which the outputs add up to 1. */
  readonly axis: AxisLike;

  /**
   * Checks the option.
   *
   * @throws {ValueError} if the axis is no integer, nor a list of them.
   */
  constructor(options: SoftmaxOptions = {}) {
    checkArguments(new.target, arguments, options, ["axis"]);
    const { axis = -1, ...rest } = options;
    super(rest);
    toAxisList(this.constructor.name, axis);
    this.axis = axis;
  }

  /** The softmax of the input. */
  override call(x: Tensor): Tensor {
    return softmax(x, { axis: this.axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { axis } = this;
    return {
      ...super.getConfig(),
      axis: typeof axis === "number" ? axis : [...axis],
    };
  }
}
