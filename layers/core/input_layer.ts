/** The layer with which a Sequential says what its input is. */

import { alias } from "../../autograd/ops/alias.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { DType } from "../../backends/dtype.ts";
import { ValueError } from "../../config/errors.ts";
import { optionsFromPlaces } from "../../config/by_place.ts";
import { count, named, nullable } from "../../config/rows.ts";
import type {
  AnySchema,
  OptionsArguments,
  Row,
  Schema,
} from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import {
  type DTypeIdentifier,
  type DTypePolicy,
  isWholeDType,
  toDType,
  type WholeDType,
} from "../../variables/dtype_policy.ts";
import { shape } from "../../variables/rows.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of InputLayer: Keras's, in camelCase.
 * @category Layers
 */
export interface InputLayerOptions {
  /** Shape of the input without the batch. */
  readonly shape?: PartialShape | null;
  /** Size of the batch, if it is fixed. */
  readonly batchSize?: number | null;
  /** Shape of the input with the batch, instead of the two. */
  readonly batchShape?: PartialShape | null;
  /** The element type: float32, or one of whole numbers and truth values, which are held as float32. */
  readonly dtype?: DTypeIdentifier | WholeDType | null;
  /** Its name. */
  readonly name?: string | null;
}

/** The element type of an input, which is held as float32. */
const INPUT_DTYPE: Row<DTypeIdentifier | WholeDType | null, DTypePolicy> = {
  read(value, { owner }) {
    toDType(owner, isWholeDType(value) ? "float32" : value);
    return "float32";
  },
  heldAs: "dtypePolicy",
};

/**
 * Keras's InputLayer: the first layer of a Sequential, if its input shall be said at once.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.InputLayer({ shape: [3] }),
 *   new dg.layers.Dense({ units: 2 }),
 * ]);
 * assertEquals(model.outputShape, [null, 2]);
 * ```
 *
 * @category Layers
 */
export class InputLayer extends Layer<InputLayerOptions> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["shape"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    ...{
      shape: shape(),
      batchSize: nullable(count()),
      batchShape: named(shape(), { aliases: ["batch_input_shape"] }),
      dtype: INPUT_DTYPE,
    } satisfies Schema<InputLayerOptions, LayerOptions>,
    inputShape: undefined,
  };
  /** Inputs are neither sparse nor ragged, and there is always one. */
  static override readonly withoutMeaning: Config = {
    sparse: false,
    ragged: false,
    optional: false,
  };
  /** Shape of the input with the batch. */
  declare readonly batchShape: PartialShape;
  readonly #inputDType: DType | WholeDType;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if the shape is not said, or said twice.
   */
  constructor(...given: OptionsArguments<InputLayerOptions, ["shape"]>) {
    const action = `make ${new.target.name}`;
    const { leading } = InputLayer;
    const options = optionsFromPlaces(
      action,
      leading,
      given,
    ) as InputLayerOptions;
    super(options);
    const { shape = null, batchSize = null, batchShape = null, dtype } =
      options;
    if ((shape === null) === (batchShape === null)) {
      throw new ValueError(
        `Cannot ${action}: expected shape or batchShape, received ${
          shape === null ? "neither" : "both"
        }`,
      );
    }
    if (batchShape !== null && batchSize !== null) {
      throw new ValueError(
        `Cannot ${action}: expected batchSize or batchShape, received both`,
      );
    }
    this.batchShape = [...batchShape ?? [batchSize, ...shape ?? []]];
    this.#inputDType = isWholeDType(dtype) ? dtype : this.dtype;
  }

  /** Shape of the input with the batch. */
  override get inputShape(): PartialShape {
    return this.batchShape;
  }

  /** The input. */
  override call(x: Tensor): Tensor {
    return alias(x);
  }

  /** The input's. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return [...inputShape];
  }

  /** Keras's arguments, the element type as it was given. */
  override getConfig(): Config {
    const { batchShape, name } = this;
    const dtype = this.#inputDType;
    const { withoutMeaning } = InputLayer;
    return { batch_shape: [...batchShape], dtype, name, ...withoutMeaning };
  }
}
