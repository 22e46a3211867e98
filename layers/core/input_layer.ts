/** The layer with which a Sequential says what its input is. */

import { ValueError } from "../../config/errors.ts";
import { alias } from "../../autograd/ops/alias.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkConfig } from "../../config/check_config.ts";
import { readConfig } from "../../config/config_reader.ts";
import type { DType } from "../../backends/dtype.ts";
import {
  type DTypeIdentifier,
  isWholeDType,
  type WholeDType,
} from "../../variables/dtype_policy.ts";
import { checkInput } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments } from "../layer_options.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";
import { type PartialShape, toPartialShape } from "../../variables/shapes.ts";

/** The options of InputLayer: Keras's, in camelCase. */
export interface InputLayerOptions {
  /** Shape of the input without the batch. */
  readonly shape?: PartialShape;
  /** Size of the batch, if it is fixed. */
  readonly batchSize?: number | null;
  /** Shape of the input with the batch, instead of the two. */
  readonly batchShape?: PartialShape;
  /** The element type: float32, or one of whole numbers and truth values, which are held as float32. */
  readonly dtype?: DTypeIdentifier | WholeDType;
  /** Its name. */
  readonly name?: string;
}

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
 */
export class InputLayer extends Layer {
  readonly #batchShape: PartialShape;
  readonly #inputDType: DType | WholeDType;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if the shape is not said, or said twice.
   */
  constructor(options: InputLayerOptions) {
    checkArguments(new.target, arguments, options, [
      "shape",
      "batchSize",
      "batchShape",
    ]);
    const { shape, batchSize = null, batchShape, dtype, ...rest } = options;
    const whole = isWholeDType(dtype) ? dtype : null;
    super({
      dtype: whole === null ? dtype as DTypeIdentifier : "float32",
      ...rest,
    });
    this.#inputDType = whole ?? this.dtype;
    const own = this.constructor.name;
    const isSaid = shape !== undefined && shape !== null;
    const isWhole = batchShape !== undefined && batchShape !== null;
    if (isSaid === isWhole) {
      throw new ValueError(
        `Cannot make ${own}: expected shape or batchShape, received ${
          isSaid ? "both" : "neither"
        }`,
      );
    }
    if (isWhole && batchSize !== null) {
      throw new ValueError(
        `Cannot make ${own}: expected batchSize or batchShape, received both`,
      );
    }
    const action = `make ${own}`;
    this.#batchShape = isWhole
      ? toPartialShape(action, batchShape, "batchShape")
      : [
        batchSize === null ? null : toCount(own, "batchSize", batchSize),
        ...toPartialShape(action, shape, "shape"),
      ];
  }

  /** Shape of the input with the batch. */
  get batchShape(): PartialShape {
    return this.#batchShape;
  }

  /** Shape of the input with the batch. */
  override get inputShape(): PartialShape {
    return this.#batchShape;
  }

  /** The input. */
  override call(x: Tensor): Tensor {
    return alias(x);
  }

  /** The input's. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return [...inputShape];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      batch_shape: [...this.#batchShape],
      dtype: this.#inputDType,
      sparse: false,
      ragged: false,
      name: this.name,
      optional: false,
    };
  }

  /**
   * Makes a layer from Keras's arguments.
   *
   * @throws {ValueError} if they ask for a sparse, a ragged or an optional input.
   */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkConfig(config);
    const { batch_input_shape: batchShape, ...own } = config;
    const named = batchShape ? { batch_shape: batchShape, ...own } : own;
    const only = { sparse: false, ragged: false, optional: false };
    return new this(readConfig(named, customObjects, only) as never);
  }
}
