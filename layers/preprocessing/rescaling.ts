/** The layer of Keras that brings numbers to another range. */

import { input } from "../../backends/expr.ts";
import { add, mul, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { isFiniteNumber, row } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * A number, or one for each cell of the last axis.
 * @category Preprocessing layers
 */
export type Rescale = number | readonly number[];

/**
 * The options of Rescaling: Keras's.
 * @category Preprocessing layers
 */
export interface RescalingOptions extends LayerOptions {
  /** The factor. */
  readonly scale: Rescale;
  /** What is added; 0 if not given. */
  readonly offset?: Rescale;
}

const RESCALED = add(mul(x, y), input(2));

/**
 * Keras's Rescaling: `x * scale + offset`, where the two are numbers or lists along the last axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Rescaling({ scale: 2, offset: -1 });
 * assertEquals([...await layer.apply(dg.tensor([0, 1])).data()], [-1, 1]);
 * ```
 *
 * @category Preprocessing layers
 */
export class Rescaling
  extends ElementwiseLayer<RescalingOptions, ["scale", "offset"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["scale", "offset"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    scale: rescale(),
    offset: rescale(0),
  } satisfies Schema<RescalingOptions, LayerOptions>;
  /** The factor. */
  declare readonly scale: Rescale;
  /** What is added. */
  declare readonly offset: Rescale;

  /** The input in its new range. */
  override call(x: Tensor): Tensor {
    const [scale, offset] = [this.scale, this.offset].map((value) =>
      typeof value === "number"
        ? value
        : Tensor.from(x.backend, value, [value.length])
    );
    return elementwise(RESCALED, [x, scale, offset]);
  }
}

function rescale(usual?: number): Row<Rescale> {
  return row(
    "a finite number or a list of them",
    (value) => {
      if (!Array.isArray(value)) {
        return isFiniteNumber(value) ? value : undefined;
      }
      const list: readonly unknown[] = [...value];
      return list.every(isFiniteNumber) ? list : undefined;
    },
    usual,
  );
}
