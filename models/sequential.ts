/** The model of Keras that is a list of layers. */

import { quote, ShapeError, ValueError } from "../config/errors.ts";
import { inside } from "../autograd/place.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { checkArgumentCount } from "../config/options.ts";
import { type ConfigurableClass, optionsFrom } from "../config/configurable.ts";
import type { AnySchema } from "../config/schema.ts";
import { InputLayer } from "../layers/core/input_layer.ts";
import { Layer } from "../layers/layer.ts";
import { readLayer, writeLayer } from "../layers/layer_object.ts";
import { SymbolicTensor } from "../layers/symbol.ts";
import { inputOf } from "./input.ts";
import { Model } from "./model.ts";
import { INPUT_SHAPE, type SequentialOptions } from "./sequential_options.ts";
import { endsOf, holdEnds, SymbolChain } from "./symbol_chain.ts";
import type { Module } from "../variables/module.ts";
import {
  checkConfig,
  type Config,
  type CustomObjects,
  writing,
} from "../config/serialization.ts";
import {
  type PartialShape,
  showShape,
  toPartialShape,
} from "../variables/shapes.ts";

export type { SequentialOptions };

/**
 * Keras's Sequential: each layer applied to the output of the one before. It is built at once if it begins with `Input`,
 * or its first layer says the shape of its input (`inputShape`), else by its first call.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const { Conv2DTranspose, Dense, Reshape } = dg.layers;
 * const decoder = new dg.Sequential([
 *   new Dense({ units: 7 * 7 * 8, activation: "relu", inputShape: [2] }),
 *   new Reshape({ targetShape: [7, 7, 8] }),
 *   new Conv2DTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: "same" }),
 * ], { name: "decoder" });
 * assertEquals(decoder.outputShape, [null, 14, 14, 1]);
 * assertEquals(decoder.apply(dg.zeros([5, 2])).shape, [5, 14, 14, 1]);
 * ```
 *
 * @category Models
 */
export class Sequential extends Model<SequentialOptions, []> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    inputShape: INPUT_SHAPE,
    inputs: undefined,
    outputs: undefined,
  };
  /** Its own constructor takes the layers first. */
  static override readonly leading: readonly string[] = [];
  readonly #layers: Layer[] = [];
  #input: InputLayer | null = null;
  #chain: SymbolChain | null = null;

  /**
   * Makes a model of layers, in their order.
   *
   * @throws {ValueError} if one is no layer, two have one name, or an option is not read.
   */
  constructor(
    layers: readonly (Layer | SymbolicTensor)[] = [],
    options: SequentialOptions = {},
  ) {
    checkArgumentCount(`make ${new.target.name}`, arguments, 2);
    if (!Array.isArray(layers)) {
      throw new ValueError(
        `Cannot make ${new.target.name}: expected an array of layers, and then options, received ${
          quote(layers)
        }`,
      );
    }
    super(options);
    holdEnds(this, () => this.#isChain ? this.#chain : null);
    for (const layer of layers) this.#append(layer);
    this.#buildDeclared();
  }

  /** Its layers, without the InputLayer. */
  override get layers(): Layer[] {
    return [...this.#layers];
  }

  /** Its layers. */
  protected override get children(): Module[] {
    // It is asked while the class above is being made.
    return #layers in this ? this.#layers : [];
  }

  /**
   * Adds a layer at the end, and builds it if the shape of the input is known.
   *
   * @throws {ValueError} if it is no layer, or its name is taken.
   * @throws {ShapeError} if it does not take what the layer before it gives; then it is not added.
   */
  add(layer: Layer | SymbolicTensor): void {
    checkArgumentCount(`add a layer to ${this}`, arguments, 1);
    const input = this.#input, count = this.#layers.length;
    try {
      this.#append(layer);
      this.#buildDeclared();
    } catch (error) {
      this.#input = input;
      this.#layers.length = count;
      throw error;
    }
  }

  /**
   * Takes the last layer away.
   *
   * @throws {ValueError} if there is none.
   */
  pop(): Layer {
    checkArgumentCount(`pop a layer of ${this}`, arguments, 0);
    const layer = this.#layers.pop();
    if (layer) return layer;
    throw new ValueError(
      `Cannot pop a layer of ${this}: expected at least one layer, received none`,
    );
  }

  #append(given: Layer | SymbolicTensor): void {
    const layer = given instanceof SymbolicTensor ? inputOf(given) : given;
    if (!(layer instanceof Layer)) {
      throw new ValueError(
        `Cannot add a layer to ${this}: expected a layer, received ${
          quote(given)
        }`,
      );
    }
    if (layer instanceof InputLayer) {
      if (this.#input || this.#layers.length > 0) {
        throw new ValueError(
          `Cannot add a layer to ${this}: expected an InputLayer at the beginning only, received ${layer} after other layers`,
        );
      }
      this.#input = layer;
      return;
    }
    const taken = this.#layers.find(({ name }) => name === layer.name);
    if (taken) {
      throw new ValueError(
        `Cannot add a layer to ${this}: expected unique names, received "${layer.name}" again`,
      );
    }
    const first = this.#layers.length === 0 && !this.#input;
    this.#layers.push(layer);
    if (!first || !layer.inputShape) return;
    this.#input = new InputLayer({ batchShape: layer.inputShape });
  }

  #buildDeclared(): void {
    if (this.#input && this.#layers.length > 0) {
      this.build(this.#input.batchShape);
    }
  }

  /** Builds its layers, one on the output of the other. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    if (this.#layers.length === 0) {
      throw new ValueError(
        `Cannot build ${this}: expected at least one layer, received none`,
      );
    }
    this.#checkShape(inputShape);
    this.#input ??= new InputLayer({ batchShape: [...inputShape] });
    this.#outputShape(inputShape);
    super.build(inputShape);
    this.#chain ??= new SymbolChain(this.#input);
    this.#chain.follow(this.#layers);
  }

  /** Refuses to be built for another input than was said. */
  #checkShape(shape: PartialShape): void {
    const expected = this.#input?.batchShape;
    if (!expected || showShape(shape) === showShape(expected)) return;
    throw new ShapeError(
      `Cannot build ${this}: expected input ${showShape(expected)}, received ${
        showShape(shape)
      }`,
      { expected, actual: shape.map((size) => size ?? NaN) },
    );
  }

  /** The shape of the output; what is not built yet is built on the way. */
  #outputShape(inputShape: PartialShape): PartialShape {
    return inside(
      this,
      () =>
        this.#layers.reduce((shape, layer) =>
          inside(layer, () => {
            layer.ensureBuilt(shape);
            return layer.computeOutputShape(shape);
          }), inputShape),
    );
  }

  /** Each layer applied to the output of the one before. */
  override call(x: Tensor): Tensor {
    return this.#layers.reduce((output, layer) => layer.apply(output), x);
  }

  /** Whether its layers are all that it does: a class may have a call of its own. */
  get #isChain(): boolean {
    return this.call === Sequential.prototype.call;
  }

  /**
   * The symbol of its input: with it and what a layer gives, another graph can be made. Of a class with a call of its own it
   * is what that was first called on.
   *
   * @throws {ValueError} if it is not built.
   */
  override get input(): SymbolicTensor {
    if (!this.#isChain) return super.input as SymbolicTensor;
    return endsOf(this, this.#chain).input;
  }

  /** The symbol of its output, as its input. */
  override get output(): SymbolicTensor {
    if (!this.#isChain) return super.output as SymbolicTensor;
    return endsOf(this, this.#chain).output;
  }

  /** The shape of its input with the batch, once it is known. */
  override get inputShape(): PartialShape | null {
    return this.#input?.batchShape ?? null;
  }

  /** The shape of its output with the batch, once that of its input is known. */
  get outputShape(): PartialShape | null {
    return this.inputShape && this.#outputShape(this.inputShape);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return this.#outputShape(inputShape);
  }

  /** Keras's arguments, the layers among them. */
  override getConfig(): Config {
    const all = this.#input ? [this.#input, ...this.#layers] : this.#layers;
    return {
      ...super.getConfig(),
      layers: writing(() => all.map((layer) => writeLayer(layer))),
      ...(this.#input && {
        build_input_shape: [...this.#input.batchShape],
      }),
    };
  }

  /**
   * Makes a model from Keras's arguments.
   *
   * @throws {ValueError} if they name a layer that is not known, or one is not read.
   */
  static override fromConfig<T>(
    this: ConfigurableClass<T>,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkArgumentCount(`make ${this.name}`, arguments, 2);
    checkConfig(config);
    const { layers, build_input_shape: shape, ...rest } = config;
    const { name } = rest;
    if (!Array.isArray(layers)) {
      throw new ValueError(
        `Cannot read a Sequential: expected a config with layers, received ${
          quote(config)
        }`,
      );
    }
    const read = () => layers.map((layer) => readLayer(layer, customObjects));
    const parts = typeof name === "string" ? inside({ name }, read) : read();
    const options = optionsFrom(this, rest, customObjects);
    const model: T = Reflect.construct(this, [parts, options]);
    if (shape && model instanceof Layer) {
      model.ensureBuilt(toPartialShape("read a Sequential", shape));
    }
    return model;
  }
}
