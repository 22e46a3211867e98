/** The layer normalization of Keras. */

import { toAxes } from "../../autograd/ops/axes.ts";
import { moments, normalize } from "../../autograd/ops/normalize.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { axes, type AxisLike } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { InputSpec } from "../input_spec.ts";
import {
  NormalizationLayer,
  type ScaleAndOffsetOptions,
} from "./normalization_layer.ts";

/**
 * The options of LayerNormalization: Keras's, in camelCase.
 * @category Normalization layers
 */
export interface LayerNormalizationOptions extends ScaleAndOffsetOptions {
  /** The axis, or axes, along which to normalize; -1 if not given. */
  readonly axis?: AxisLike;
}

/**
 * Keras's LayerNormalization: each sample to mean 0 and variance 1 along some axes, then times gamma plus beta, which
 * have these axes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.LayerNormalization({ epsilon: 1e-6 });
 * const y = await layer.apply(dg.tensor([[1, 3]])).data();
 * assertAlmostEquals(y[1], 1, 1e-5);
 * ```
 *
 * @category Normalization layers
 */
export class LayerNormalization
  extends NormalizationLayer<LayerNormalizationOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: axes(-1),
  } satisfies Schema<LayerNormalizationOptions, ScaleAndOffsetOptions>;
  /** The old scaling by the root of the mean square, which there is not. */
  static override readonly withoutMeaning: Config = { rms_scaling: false };
  /** The axis, or axes, along which it normalizes. */
  declare readonly axis: AxisLike;

  get #axes(): readonly number[] {
    return [this.axis].flat();
  }

  /** The axes along which it normalizes, and their sizes once it is built; there may be any others. */
  protected override get inputSpec(): InputSpec {
    if (!this.built) return { minRank: 1 };
    const minRank = Math.max(
      ...this.#axes.map((axis) => axis < 0 ? -axis : axis + 1),
    );
    return { minRank, axes: this.sizesAlong(this.#axes) };
  }

  /** Makes gamma and beta. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const axes = toAxes(`${this}`, this.#axes, inputShape.length);
    this.buildScaleAndOffset(axes.map((axis) => inputShape[axis]));
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    const axes = toAxes(`${this}`, this.#axes, x.rank);
    const spread = x.shape.map((n, axis) => axes.includes(axis) ? n : 1);
    const standard = normalize(x, moments(x, axes), this.epsilon);
    return this.transform(standard, spread);
  }

  /** Keras's arguments, with the one that means nothing. */
  override getConfig(): Config {
    return { ...super.getConfig(), ...LayerNormalization.withoutMeaning };
  }
}
