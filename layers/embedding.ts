/** The layer of Keras that looks vectors up. */

import { input, unary } from "../backends/expr.ts";
import { sizeOf } from "../backends/view.ts";
import { eq, ge, gt, mul, select } from "../autograd/formula.ts";
import { elementwise } from "../autograd/ops/elementwise_op.ts";
import { matmul } from "../autograd/ops/matmul.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { noGrad } from "../autograd/tape.ts";
import { toCount } from "./arguments.ts";
import { readConfig } from "./config_reader.ts";
import * as constraints from "./constraints/mod.ts";
import * as initializers from "./initializers/mod.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import * as regularizers from "./regularizers/mod.ts";
import type { Config, CustomObjects } from "./serialization.ts";
import type { PartialShape } from "./shapes.ts";
import type { Variable } from "./variable.ts";
import { toWeightPart, type WeightPart } from "./weight_part.ts";

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

// Whole part of the index, place in the table, length of the table, and what an index that is none gives.
const [index, place, length, none] = [0, 1, 2, 3].map(input);
const whole = unary("floor", index);
const CHOSEN = select(
  mul(ge(index, 0), gt(length, index)),
  eq(whole, place),
  none,
);

/**
 * Keras's Embedding: indices `[batch, ...]` as vectors `[batch, ..., outputDim]` of a table. An index that the table does
 * not have gives NaN.
 *
 * The vectors are chosen by a product with ones and zeros, which costs as much as a Dense layer of `inputDim` inputs.
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
    const { inputDim, outputDim } = this;
    const places = Float64Array.from({ length: inputDim }, (_, i) => i);
    const table = Tensor.from(x.backend, places, [inputDim]);
    const chosen = noGrad(() => {
      const indices = reshape(x, [sizeOf(x.shape), 1]);
      return elementwise(CHOSEN, [indices, table, inputDim, NaN]);
    });
    return reshape(matmul(chosen, this.embeddings), [...x.shape, outputDim]);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
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
