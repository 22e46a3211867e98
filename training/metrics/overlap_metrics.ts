/** The base of the metrics of intersection over union: a confusion matrix of classes. */

import * as f from "../../autograd/formula.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { expandDims, reshape, transpose } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { input, unary } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { ShapeError } from "../../config/errors.ts";
import {
  flag,
  integer,
  isInteger,
  listOf,
  nullable,
  number,
  oneOf,
} from "../../config/rows.ts";
import {
  type AnySchema,
  refuse,
  type Row,
  type Schema,
} from "../../config/schema.ts";
import { defaultName } from "../../variables/naming.ts";
import type { Variable } from "../../variables/variable.ts";
import { oneHot } from "../losses/class_probabilities.ts";
import { name } from "../rows.ts";
import { argmax } from "./classes.ts";
import { type Additions, type Direction, PairMetric } from "./metric.ts";

/**
 * How labels and weights are read: cut off to whole numbers, or as they are (`"float32"`).
 * @category Metrics
 */
export type LabelType = "int" | "int32" | "int64" | "float32";

/**
 * The options of every overlap.
 * @category Metrics
 */
export interface OverlapOptions {
  /** Its name; that of its class in snake_case if not given, numbered. */
  readonly name?: string | null;
  /** Whether labels and weights are cut off to whole numbers, or taken as they are (`"float32"`); `"int32"` if not given. */
  readonly dtype?: LabelType | null;
}

/**
 * The options of overlaps of classes of which one may be ignored.
 * @category Metrics
 */
export interface ClassOverlapOptions extends OverlapOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** The class whose targets do not count; all do if not given. */
  readonly ignoreClass?: number | null;
  /** Whether predictions are numbers of classes, and not one value for each class. */
  readonly sparseYPred?: boolean;
  /** The axis of the classes where there is one, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/**
 * The options of overlaps whose targets may be numbers of classes.
 * @category Metrics
 */
export interface SparseOverlapOptions extends ClassOverlapOptions {
  /** Whether targets are numbers of classes, and not one value for each class; `true` if not given. */
  readonly sparseYTrue?: boolean;
}

/**
 * The classes whose overlaps are averaged.
 * @category Metrics
 */
export interface TargetClasses {
  /** The numbers of the classes whose overlaps are averaged. */
  readonly targetClassIds: readonly number[];
}

// As many classes as a matrix of all pairs of them can have in 1 GiB.
const MOST_CLASSES = 2 ** 14;

/** Numbers of classes. */
export function classNumbers(
  usual?: readonly number[],
): Row<readonly number[]> {
  const isClass = (value: unknown): value is number =>
    isInteger(value) && value >= 0;
  return listOf("numbers of classes", isClass, usual);
}

/** How labels and weights are read, `null` as `"int32"`. */
function labelType(): Row<LabelType | null, LabelType> {
  const given = oneOf(["int", "int32", "int64", "float32"]);
  return {
    read(value, place) {
      const type = given.read(value ?? "int32", place);
      return type === "int" ? "int32" : type;
    },
  };
}

const { x, y } = f;
const cutDown = unary("floor", x);
const cutOff = f.mul(f.sign(x), unary("floor", f.abs(x)));
// Inputs: label, the one that is ignored, weight.
const kept = f.where(f.equal(x, y), 0, input(2));
// Inputs: number of a class, row, column.
const own = f.mul(x, f.equal(y, input(2)));
// Inputs: intersection, size of each of the two, how often the class counts.
const union = f.sub(f.add(y, input(2)), x);
const counts = f.mul(f.greater(union, 1e-9), input(3));
const overlap = f.mul(counts, f.div(x, f.add(union, EPSILON)));
const product = f.mul(x, y);
const meanOf = f.div(x, f.add(y, EPSILON));

/**
 * The mean intersection over union of some classes, or of all. As in Keras, an element whose target or prediction is no
 * class is left out.
 *
 * @category Metrics
 */
export abstract class OverlapMetric<
  Options extends OverlapOptions,
  Leading extends readonly unknown[] = [],
> extends PairMetric<Options, Leading> {
  /** The rows of all options; a class settles those that it does not take. */
  static override readonly schema: AnySchema = {
    name: name(defaultName),
    dtype: labelType(),
    numClasses: integer(undefined, { least: 1, most: MOST_CLASSES }),
    targetClassIds: classNumbers(),
    ignoreClass: nullable(number()),
    sparseYTrue: flag(true),
    sparseYPred: flag(true),
    axis: integer(-1),
  } satisfies Schema<SparseOverlapOptions & TargetClasses>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many classes there are. */
  declare readonly numClasses: number;
  /** The classes whose overlaps are averaged; `null` for all. */
  declare readonly targetClassIds: readonly number[] | null;
  /** The class whose targets do not count; `null` where all do. */
  declare readonly ignoreClass: number | null;
  /** Whether targets are numbers of classes. */
  declare readonly sparseYTrue: boolean;
  /** Whether predictions are numbers of classes. */
  declare readonly sparseYPred: boolean;
  /** The axis of the classes where there is one. */
  declare readonly axis: number;
  readonly #confusion: Variable = this.#matrix();

  /** How often each class is predicted for each class. There is one weight for all or one for each target. */
  protected override additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions {
    const { sparseYTrue, sparseYPred, numClasses } = this;
    const labels = this.#labels(yTrue, sparseYTrue);
    const predicted = this.#labels(this.toPredicted(yPred), sparseYPred);
    const weight = this.#weights(labels, predicted, sampleWeight);
    // Labels that are no class have no 1, and so do not count.
    const rows = oneHot(labels, numClasses, 1);
    const columns = elementwise(product, [
      oneHot(predicted, numClasses, 1),
      expandDims(weight, 1),
    ]);
    return [[this.#confusion, matmul(transpose(rows), columns)]];
  }

  /** The confusion matrix, if it has all the classes that are averaged. */
  #matrix(): Variable {
    const { numClasses, targetClassIds } = this;
    const owner = this.constructor.name;
    const isRight = targetClassIds === null || targetClassIds.length > 0 &&
        targetClassIds.every((id) => id < numClasses);
    if (!isRight) {
      refuse(
        { action: `make ${owner}`, owner, option: "targetClassIds" },
        `one or more numbers of classes below ${numClasses}`,
        targetClassIds,
      );
    }
    const shape = [numClasses, numClasses];
    return this.addVariable("total_confusion_matrix", shape);
  }

  /** Predictions as they are compared with targets. */
  protected toPredicted(yPred: Tensor): Tensor {
    return yPred;
  }

  #labels(values: Tensor, areSparse: boolean): Tensor {
    const { axis, dtype } = this;
    const labels = areSparse ? values : argmax(values, axis);
    // Cut off as whole numbers, -0.5 is class 0; as it is, it is none.
    const cut = dtype === "float32" ? cutDown : cutOff;
    return elementwise(cut, [reshape(labels, [labels.size])]);
  }

  #weights(labels: Tensor, predicted: Tensor, given: Tensor | null): Tensor {
    const { ignoreClass, dtype } = this;
    const size = given?.size ?? 1;
    if (labels.size !== predicted.size || ![1, labels.size].includes(size)) {
      throw new ShapeError(
        `Cannot update ${this.name}: expected as many predictions as targets, and as many weights or 1, received ${labels.size}, ${predicted.size} and ${size}`,
        { expected: labels.shape, actual: predicted.shape },
      );
    }
    const weight = given
      ? reshape(given, [size])
      : Tensor.from(labels.backend, [1], [1]);
    const whole = dtype === "float32" ? weight : elementwise(cutOff, [weight]);
    const each = broadcastTo(whole, labels.shape);
    if (ignoreClass === null) return each;
    return elementwise(kept, [labels, ignoreClass, each]);
  }

  /** The mean over the classes that occur; 0 if none does. */
  protected override compute(): Tensor {
    const { numClasses, targetClassIds } = this;
    const { value } = this.#confusion;
    const places = Array.from({ length: numClasses }, (_, i) => i);
    const list = (all: number[]) =>
      Tensor.from(value.backend, all, [numClasses]);
    const both = mapSum(own, [
      value,
      expandDims(list(places), 1),
      list(places),
    ], { axis: 1 });
    const times = places.map(() => 0);
    for (const id of targetClassIds ?? places) times[id]++;
    const [columns, rows] = [sum(value, { axis: 0 }), sum(value, { axis: 1 })];
    const inputs = [both, columns, rows, list(times)];
    const overlaps = mapSum(overlap, inputs);
    const number = mapSum(counts, inputs);
    return elementwise(meanOf, [overlaps, number]);
  }
}
