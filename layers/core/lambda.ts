/** The layer of Keras that is a function of the user's own. */

import { ValueError } from "../../config/errors.ts";
import { isCallable } from "../../config/arguments.ts";
import { isOptions } from "../../config/options.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkInput } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import { type Config, functionObject } from "../../config/serialization.ts";
import { type PartialShape, toPartialShape } from "../../variables/shapes.ts";

/** A function that is a layer, and what it is given beside the input. */
export type LambdaFunction = (x: Tensor, args: Config) => Tensor;

/** The options of Lambda: Keras's, in camelCase. */
export interface LambdaOptions extends LayerOptions {
  /** The function; a config knows it by its name. */
  readonly function: LambdaFunction;
  /** The shape of the output without the batch; tried out if not given. */
  readonly outputShape?: PartialShape | null;
  /** What the function is given as its second argument; nothing if not given. */
  readonly arguments?: Config;
}

/**
 * Keras's Lambda: any function of a tensor, without weights, as a layer.
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
 */
export class Lambda extends Layer {
  /** The function. */
  readonly function: LambdaFunction;
  /** The shape of the output without the batch, if it was said. */
  readonly outputShape: PartialShape | null;
  /** What the function is given as its second argument. */
  readonly arguments: Config;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if the function is none, such as one of a config that `customObjects` do not have.
   */
  constructor(options: LambdaOptions) {
    checkArguments(new.target, arguments, options, [
      "function",
      "outputShape",
      "arguments",
    ]);
    const { function: f, outputShape, arguments: given, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    if (!isCallable(f)) {
      throw new ValueError(
        `Cannot make ${own}: expected function to be a function, or its name and customObjects that have it, received ${
          quote(f)
        }`,
      );
    }
    this.function = f;
    this.arguments = { ...toArguments(own, given) };
    this.outputShape = outputShape !== undefined && outputShape !== null
      ? toPartialShape(`make ${own}`, outputShape, "outputShape")
      : null;
  }

  /** The function of the input. */
  override call(x: Tensor): Tensor {
    return this.function(x, this.arguments);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    if (!this.outputShape) return super.computeOutputShape(inputShape);
    return [inputShape[0], ...this.outputShape];
  }

  /**
   * Keras's arguments.
   *
   * @throws {TypeError} if the function has no name.
   */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      function: functionObject("function", this.function),
      ...(this.outputShape && { output_shape: [...this.outputShape] }),
      arguments: { ...this.arguments },
    };
  }
}

/** The second arguments of a function: an object, whose keys are its own affair. */
function toArguments(owner: string, given: unknown): object {
  if (given === undefined || given === null) return {};
  if (isOptions(given)) return given;
  throw new TypeError(
    `Cannot make ${owner}: expected arguments to be an object, received ${
      quote(given)
    }`,
  );
}
