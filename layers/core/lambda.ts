/** The layer of Keras that is a function of the user's own. */

import type { Tensor } from "../../autograd/tensor.ts";
import { isCallable, isOptions } from "../../config/options.ts";
import { row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { type Config, functionObject } from "../../config/serialization.ts";
import { shape } from "../../variables/rows.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * A function that is a layer, and what it is given beside the input.
 * @category Layers
 */
export type LambdaFunction = (x: Tensor, args: Config) => Tensor;

/**
 * The options of Lambda: Keras's, in camelCase.
 * @category Layers
 */
export interface LambdaOptions extends LayerOptions {
  /** The function; a config knows it by its name. */
  readonly function: LambdaFunction;
  /** The shape of the output without the batch; tried out if not given. */
  readonly outputShape?: PartialShape | null;
  /** What the function is given as its second argument; nothing if not given. */
  readonly arguments?: Config | null;
}

/**
 * Keras's Lambda: a layer of one function of a tensor, and of no weights.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * function double(x: dg.Tensor): dg.Tensor {
 *   return dg.mul(x, 2);
 * }
 *
 * const layer = new dg.layers.Lambda({ function: double });
 * assertEquals([...await layer.apply(dg.tensor([1, 2])).data()], [2, 4]);
 * const copy = dg.layers.deserialize(dg.layers.serialize(layer), { double });
 * assertEquals(copy.getConfig(), layer.getConfig());
 * ```
 *
 * @category Layers
 */
export class Lambda extends Layer<LambdaOptions, ["function"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["function"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    function: {
      ...row(
        "a function, or the name of one in customObjects",
        (value) => isCallable(value) ? value as LambdaFunction : undefined,
      ),
      write: (f: LambdaFunction) => functionObject("function", f),
    },
    outputShape: {
      ...shape(),
      write: (shape: PartialShape | null) => shape ? [...shape] : undefined,
    },
    arguments: {
      ...row(
        "an object",
        // Its keys are the function's own affair.
        (value) => isOptions(value ?? {}) ? { ...value as Config } : undefined,
      ),
      write: (given: Config) => ({ ...given }),
    },
  } satisfies Schema<LambdaOptions, LayerOptions>;
  /** The function. */
  declare readonly function: LambdaFunction;
  /** The shape of the output without the batch, if it was said. */
  declare readonly outputShape: PartialShape | null;
  /** What the function is given as its second argument. */
  declare readonly arguments: Config;

  /** The function of the input. */
  override call(x: Tensor): Tensor {
    return this.function(x, this.arguments);
  }

  /** The shape that was said, or that comes out. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    if (!this.outputShape) return super.computeOutputShape(inputShape);
    return [inputShape[0], ...this.outputShape];
  }
}
