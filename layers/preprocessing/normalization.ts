/** The layer of Keras that brings data to mean 0 and variance 1, once and for all. */

import type { Backend } from "../../backends/backend.ts";
import { getBackend } from "../../backends/default_backend.ts";
import { input } from "../../backends/expr.ts";
import {
  add,
  div,
  maximum,
  mul,
  sqrt,
  sub,
  x,
  y,
} from "../../autograd/formula.ts";
import { toAxes } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { moments } from "../../autograd/ops/normalize.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { noGrad } from "../../autograd/tape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import {
  axes,
  flag,
  isFiniteNumber,
  nullable,
  row,
} from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Normalization: Keras's.
 * @category Preprocessing layers
 */
export interface NormalizationOptions extends LayerOptions {
  /** The axis, or axes, whose places have each a mean and a variance; -1 if not given, none if `null`. */
  readonly axis?: number | readonly number[] | null;
  /** The mean, or one for each place of the last of the axes; by `adapt` if not given. */
  readonly mean?: number | readonly number[] | null;
  /** The variance, or one for each place; by `adapt` if not given. */
  readonly variance?: number | readonly number[] | null;
  /** Whether it goes the other way, from mean 0 and variance 1; false if not given. */
  readonly invert?: boolean;
}

const STATISTICS = ["mean", "variance"] as const;
type Statistic = typeof STATISTICS[number];

// As Keras, no deviation is below 1e-7.
const DEVIATION = maximum(sqrt(input(2)), 1e-7);
const NORMALIZED = div(sub(x, y), DEVIATION);
const INVERTED = add(y, mul(x, DEVIATION));

/**
 * Keras's Normalization: the input less a mean, over the root of a variance, which are given or are those of data to which
 * it adapts. The output has the shape of the input. What `adapt` finds are weights, which are not trained.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Normalization();
 * layer.adapt(dg.tensor([[1, 10], [3, 30]]));
 * assertEquals([...await layer.apply(dg.tensor([[2, 30]])).data()], [0, 1]);
 * ```
 *
 * @category Preprocessing layers
 */
export class Normalization
  extends ElementwiseLayer<NormalizationOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: kept(),
    invert: flag(false),
    mean: { ...nullable(numbers()), heldAs: "inputMean" },
    variance: { ...nullable(numbers()), heldAs: "inputVariance" },
  } satisfies Schema<NormalizationOptions, LayerOptions>;
  /** The axes whose places have each a mean and a variance. */
  declare readonly axis: readonly number[];
  /** The mean that was given. */
  declare readonly inputMean: number | readonly number[] | null;
  /** The variance that was given. */
  declare readonly inputVariance: number | readonly number[] | null;
  /** Whether it goes the other way. */
  declare readonly invert: boolean;

  /**
   * Refuses options that do not go together.
   *
   * @throws {ValueError} if of mean and variance one is given only, or they are not equally many.
   */
  protected override checkOptions(): void {
    const { inputMean: mean, inputVariance: variance, axis } = this;
    const sizes = [mean, variance].map((one) =>
      Array.isArray(one) ? one.length : one === null ? null : 0
    );
    const isAlike = sizes[0] === sizes[1];
    if (isAlike && (!Array.isArray(mean) || axis.length > 0)) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected mean and variance, or neither, of one length for the axes, received mean ${
        quote(mean)
      }, variance ${quote(variance)} and axis ${quote(axis)}`,
    );
  }

  /** Inputs that have the axes. */
  protected override get inputSpec(): InputSpec {
    const ends = this.axis.map((axis) => axis < 0 ? -axis : axis + 1);
    const sizes = this.axis.map((axis) => [axis, this.builtShape?.at(axis)]);
    return {
      minRank: Math.max(0, ...ends),
      axes: Object.fromEntries(sizes.filter(([, size]) => size)),
    };
  }

  /**
   * Makes the weights to which it adapts, if it does.
   *
   * @throws {ShapeError} if the axes are not as long as the given mean.
   */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const shape = this.#axesOf(inputShape).map((axis) => inputShape[axis]);
    const mean = this.inputMean;
    if (mean === null) {
      const trainable = false;
      this.addWeight({ name: "mean", shape, initializer: "zeros", trainable });
      this.addWeight({
        name: "variance",
        shape,
        initializer: "ones",
        trainable,
      });
      // Keras's files have one.
      this.addWeight({ name: "count", initializer: "zeros", trainable });
    } else if (Array.isArray(mean)) {
      const last = shape.at(-1);
      if (mean.length !== 1 && mean.length !== last) {
        throw new ShapeError(
          `Cannot build ${this}: expected an axis of size ${mean.length}, as mean has, received ${
            showShape(inputShape)
          }`,
          { expected: `${mean.length}`, actual: [last ?? NaN] },
        );
      }
    }
    super.build(inputShape);
  }

  /**
   * Takes mean and variance of data, whose shape is that of inputs.
   *
   * @throws {ValueError} if they were given.
   */
  adapt(data: Tensor): void {
    checkArgumentCount(`adapt ${this}`, arguments, 1);
    if (this.inputMean !== null) {
      throw new ValueError(
        `Cannot adapt ${this}: expected mean and variance not to be given, received mean ${
          quote(this.inputMean)
        }`,
      );
    }
    if (!(data instanceof Tensor)) {
      throw new TypeError(
        `Cannot adapt ${this}: expected a tensor, received ${quote(data)}`,
      );
    }
    this.ensureBuilt(data.shape);
    const kept = this.#axesOf(data.shape);
    const over = data.shape.flatMap((_, i) => kept.includes(i) ? [] : [i]);
    noGrad(() => {
      const found = moments(data, over);
      for (const name of STATISTICS) {
        const weight = this.builtWeight(name);
        weight.assign(reshape(found[name], weight.shape));
      }
    });
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    const { shape, backend } = x;
    const [mean, variance] = STATISTICS.map((name) =>
      this.#statistic(name, shape, backend)
    );
    return elementwise(this.invert ? INVERTED : NORMALIZED, [
      x,
      mean,
      variance,
    ]);
  }

  /**
   * The mean, given or adapted to, of a shape that goes with inputs.
   *
   * @throws {ReferenceError} if it is not built.
   */
  get mean(): Tensor {
    return this.#asTensor("mean");
  }

  /**
   * The variance likewise.
   *
   * @throws {ReferenceError} if it is not built.
   */
  get variance(): Tensor {
    return this.#asTensor("variance");
  }

  #asTensor(name: Statistic): Tensor {
    const shape = this.builtShape, backend = getBackend();
    if (!shape) {
      throw new ReferenceError(
        `Cannot read the ${name} of ${this}: expected it to be built, received a layer that has neither adapted nor been called`,
      );
    }
    const found = this.#statistic(name, shape, backend);
    if (found instanceof Tensor) return found;
    return Tensor.from(backend, [found], shape.map(() => 1));
  }

  #statistic(
    name: Statistic,
    shape: PartialShape,
    backend: Backend,
  ): Tensor | number {
    const given = name === "mean" ? this.inputMean : this.inputVariance;
    if (typeof given === "number") return given;
    const kept = this.#axesOf(shape);
    if (given) {
      const last = kept[kept.length - 1];
      const spread = shape.map((_, i) => i === last ? given.length : 1);
      return Tensor.from(backend, given, spread);
    }
    const spread = shape.map((size, i) => kept.includes(i) ? size! : 1);
    return reshape(this.builtWeight(name), spread);
  }

  #axesOf({ length }: PartialShape): readonly number[] {
    return [...toAxes(`${this}`, this.axis, length)].sort((a, b) => a - b);
  }
}

/** The row of axes, held as a list. */
function kept(): Row<number | readonly number[] | null, readonly number[]> {
  const { read } = axes(-1);
  return {
    read: (value, place) => {
      const isNone = value === null || Array.isArray(value) && !value.length;
      return isNone ? [] : [read(value, place)].flat();
    },
  };
}

function numbers(): Row<number | readonly number[]> {
  return row("a finite number or a list of them", (value) => {
    if (!Array.isArray(value)) return isFiniteNumber(value) ? value : undefined;
    const list: readonly unknown[] = [...value];
    return list.length > 0 && list.every(isFiniteNumber) ? list : undefined;
  });
}
