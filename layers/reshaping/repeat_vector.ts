/** The layer of Keras that repeats vectors. */

import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of RepeatVector: Keras's. */
export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  readonly n: number;
}

/**
 * Keras's RepeatVector: `[batch, features]` as `[batch, n, features]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RepeatVector({ n: 3 });
 * assertEquals(layer.apply(dg.ones([2, 8])).shape, [2, 3, 8]);
 * ```
 */
export class RepeatVector extends Layer {
  /** How often. */
  readonly n: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if `n` is no integer, 1 or more.
   */
  constructor(options: RepeatVectorOptions) {
    checkArguments(new.target, arguments, options, ["n"]);
    const { n, ...rest } = options;
    super(rest);
    this.n = toCount(this.constructor.name, "n", n);
  }

  /** Vectors. */
  protected override get inputSpec(): InputSpec {
    return { rank: 2, layout: "[batch, features]" };
  }

  /** The input, repeated. */
  override call(x: Tensor): Tensor {
    const [batch, features] = x.shape;
    return broadcastTo(expandDims(x, 1), [batch, this.n, features]);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const [batch, features] = inputShape;
    return [batch, this.n, features];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), n: this.n };
  }
}
