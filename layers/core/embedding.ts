/** The layer of Keras that looks vectors up. */

import { cast } from "../../autograd/ops/cast.ts";
import { take } from "../../autograd/ops/take.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, part } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Embedding: Keras's, in camelCase.
 * @category Layers
 */
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
 *
 * @category Layers
 */
export class Embedding
  extends Layer<EmbeddingOptions, ["inputDim", "outputDim"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "inputDim",
    "outputDim",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    inputDim: count(),
    outputDim: count(),
    embeddingsInitializer: part(initializers, "uniform"),
    embeddingsRegularizer: part(regularizers),
    activityRegularizer: part(regularizers),
    embeddingsConstraint: part(constraints),
  } satisfies Schema<EmbeddingOptions, LayerOptions>;
  /** There are no masks, and the length of the input need not be said. */
  static override readonly withoutMeaning: Config = {
    mask_zero: false,
    input_length: null,
  };
  /** Number of vectors. */
  declare readonly inputDim: number;
  /** Length of each. */
  declare readonly outputDim: number;

  /** Indices stay exact. */
  protected override get autocast(): boolean {
    return false;
  }

  /** The vectors, `[inputDim, outputDim]`. */
  get embeddings(): Variable {
    return this.builtWeight("embeddings");
  }

  /** Makes the vectors. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    this.makeWeight("embeddings", [this.inputDim, this.outputDim]);
    super.build(inputShape);
  }

  /** The vectors at the indices. */
  override call(x: Tensor): Tensor {
    const vectors = take(this.embeddings, x, { axis: 0 });
    return cast(vectors, this.computeDtype);
  }

  /** The shape of the input, and `outputDim` behind it. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return [...inputShape, this.outputDim];
  }

  /** Keras's arguments; it also writes that there is no mask, and that nothing is quantized. */
  override getConfig(): Config {
    const none = { mask_zero: false, quantization_config: null };
    return { ...super.getConfig(), ...none };
  }
}
