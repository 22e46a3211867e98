/** The layer of Keras that looks vectors up. */

import { take } from "../../autograd/ops/take.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import { readConfig } from "../../config/config_reader.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import { checkInput } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { toWeightPart, type WeightPart } from "../../variables/weight_part.ts";

/** The options of Embedding: Keras's, in camelCase. */
export interface EmbeddingOptions extends LayerOptions {
  /** Number of vectors. */
  readonly inputDim: number;
  /** Length of each. */
  readonly outputDim: number;
  /** Their first values; `"uniform"` if not given. */
  readonly embeddingsInitializer?: initializers.InitializerIdentifier | null;
  /** What they are penalised for. */
  readonly embeddingsRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What they are brought back to after every update. */
  readonly embeddingsConstraint?: constraints.ConstraintIdentifier | null;
}

const WITHOUT_MEANING = { mask_zero: false, input_length: null };

/**
 * Keras's Embedding: indices `[batch, ...]` as vectors `[batch, ..., outputDim]` of a table. An index means its
 * whole part, negative ones count from the back; where Keras throws for an index that the table does not have, the vector
 * is NaN.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Embedding({ inputDim: 10, outputDim: 4 });
 * assertEquals(layer.apply(dg.tensor([[3, 9, 3]])).shape, [1, 3, 4]);
 * ```
 */
export class Embedding extends Layer {
  /** Number of vectors. */
  readonly inputDim: number;
  /** Length of each. */
  readonly outputDim: number;
  /** The vectors, `[inputDim, outputDim]`. */
  embeddings!: Variable;
  readonly #part: WeightPart;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: EmbeddingOptions) {
    checkArguments(new.target, arguments, options, [
      "inputDim",
      "outputDim",
      "embeddingsInitializer",
      "embeddingsRegularizer",
      "embeddingsConstraint",
    ]);
    const {
      inputDim,
      outputDim,
      embeddingsInitializer,
      embeddingsRegularizer,
      embeddingsConstraint,
      ...rest
    } = options;
    super(rest);
    const own = this.constructor.name;
    this.inputDim = toCount(own, "inputDim", inputDim);
    this.outputDim = toCount(own, "outputDim", outputDim);
    this.#part = toWeightPart(
      "uniform",
      embeddingsInitializer,
      embeddingsRegularizer,
      embeddingsConstraint,
    );
  }

  /** Makes the vectors. */
  override build(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const shape = [this.inputDim, this.outputDim];
    this.embeddings = this.addWeight({
      name: "embeddings",
      shape,
      ...this.#part,
    });
    super.build(inputShape);
  }

  /** The vectors at the indices. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    return take(this.embeddings, x, { axis: 0 });
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return [...inputShape, this.outputDim];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { initializer, regularizer, constraint } = this.#part;
    return {
      ...super.getConfig(),
      input_dim: this.inputDim,
      output_dim: this.outputDim,
      embeddings_initializer: initializers.serialize(initializer),
      embeddings_regularizer: regularizers.serialize(regularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      embeddings_constraint: constraints.serialize(constraint),
      mask_zero: false,
      quantization_config: null,
    };
  }

  /**
   * Makes a layer from Keras's arguments.
   *
   * @throws {ValueError} if they ask for a mask.
   */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    const options = readConfig(config, customObjects, WITHOUT_MEANING);
    return new this(options as never);
  }
}
