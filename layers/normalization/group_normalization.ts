/** The group normalization of Keras. */

import { ValueError } from "../../config/errors.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { moments, normalize, type Pool } from "../../autograd/ops/normalize.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integer, isInteger, row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import type { InputSpec } from "../input_spec.ts";
import {
  NormalizationLayer,
  type ScaleAndOffsetOptions,
} from "./normalization_layer.ts";

/**
 * The options of GroupNormalization: Keras's, in camelCase.
 * @category Normalization layers
 */
export interface GroupNormalizationOptions extends ScaleAndOffsetOptions {
  /** Parts into which the channels are split; -1 for one channel each. 32 if not given. */
  readonly groups?: number;
  /** The axis of the channels, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/**
 * Keras's GroupNormalization: each sample to mean 0 and variance 1 in each group of channels, then each channel times
 * gamma plus beta.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GroupNormalization({ groups: 2 });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 6])).shape, [2, 8, 8, 6]);
 * assertEquals(layer.gamma?.shape, [6]);
 * ```
 *
 * @category Normalization layers
 */
export class GroupNormalization
  extends NormalizationLayer<GroupNormalizationOptions, ["groups"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["groups"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    groups: row(
      "a strictly positive integer or -1",
      (groups) =>
        isInteger(groups) && (groups >= 1 || groups === -1)
          ? groups
          : undefined,
      32,
    ),
    axis: integer(-1),
  } satisfies Schema<GroupNormalizationOptions, ScaleAndOffsetOptions>;
  /** Parts into which the channels are split; -1 for one channel each. */
  declare readonly groups: number;
  /** The axis of the channels. */
  declare readonly axis: number;

  /** The rank and the channels for which it was built. */
  protected override get inputSpec(): InputSpec {
    const rank = this.builtShape?.length;
    return { rank, minRank: 2, axes: this.sizesAlong([this.axis]) };
  }

  /** Makes gamma and beta. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const axis = toAxis(`${this}`, this.axis, inputShape.length);
    const channels = inputShape[axis];
    const { groups } = this;
    if (axis === 0 || channels !== null && channels % Math.abs(groups) !== 0) {
      throw new ValueError(
        `Cannot build ${this}: expected a number of channels that is a multiple of groups ${groups} on axis ${this.axis}, received ${
          showShape(inputShape)
        }`,
      );
    }
    this.buildScaleAndOffset([channels]);
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    const axis = toAxis(`${this}`, this.axis, x.rank);
    const channels = x.shape[axis];
    const groups = this.groups === -1 ? channels : this.groups;
    const spread = x.shape.map((n, i) => i === 0 || i === axis ? n : 1);
    const axes = x.shape.flatMap((_, i) => i === 0 || i === axis ? [] : [i]);
    // Statistics of channels first, so that the large folds leave the channels alone.
    const pool: Pool = (means) => {
      const parts = [x.shape[0], groups, channels / groups];
      const grouped = reshape(means, parts);
      const ofGroups = mean(grouped, { axis: 2, keepdims: true });
      return reshape(broadcastTo(ofGroups, parts), spread);
    };
    const standard = normalize(x, moments(x, axes, pool), this.epsilon);
    return this.transform(standard, spread.with(0, 1));
  }
}
