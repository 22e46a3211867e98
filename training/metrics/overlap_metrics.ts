/** What the metrics of overlapping classes have in common. */

import { checkArgumentCount } from "../../config/options.ts";
import { ShapeError, ValueError } from "../../config/errors.ts";
import { input, unary } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { expandDims, reshape, transpose } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { defaultName } from "../../variables/naming.ts";
import {
  checkNumber,
  checkOneOf,
  checkOptions,
  quote,
} from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { Variable } from "../../variables/variable.ts";
import { oneHot } from "../losses/class_probabilities.ts";
import { checkBoolean } from "../losses/entropy_options.ts";
import { argmax } from "./classes.ts";
import { MOST_CLASSES, toSize } from "./sizes.ts";
import { type Direction, PairMetric, type UpdateOptions } from "./metric.ts";

/** How labels and weights are read: as whole numbers, cut off, or as they are. */
export type LabelType = "int" | "int32" | "int64" | "float32";

/** The options of every overlap. */
export interface OverlapOptions {
  /** Its name; that of its class, in snake case, if not given. */
  readonly name?: string | null;
  /** Whether labels and weights are cut off to whole numbers, or taken as they are (`"float32"`); `"int32"` if not given. */
  readonly dtype?: LabelType | null;
}

/** The options of overlaps of classes of which one may be ignored. */
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

/** The options of overlaps whose targets may be numbers of classes. */
export interface SparseOverlapOptions extends ClassOverlapOptions {
  /** Whether targets are numbers of classes, and not one value for each class; `true` if not given. */
  readonly sparseYTrue?: boolean;
}

/** The classes whose overlaps are averaged. */
export interface TargetClasses {
  /** The numbers of the classes whose overlaps are averaged. */
  readonly targetClassIds: readonly number[];
}

/** What `OverlapMetric` is told. */
export type OverlapSettings =
  & Required<Omit<SparseOverlapOptions, "name">>
  & TargetClasses;

const TYPES: readonly LabelType[] = ["int", "int32", "int64", "float32"];
/** What all of them have. */
export const OVERLAP_OPTIONS: readonly string[] = ["name", "dtype"];
/** What `ClassOverlapOptions` names. */
export const CLASS_OVERLAP_OPTIONS: readonly string[] = [
  ...OVERLAP_OPTIONS,
  "numClasses",
  "ignoreClass",
  "sparseYPred",
  "axis",
];

/**
 * The options that are meant; `areSparse` says what targets and predictions are if not given.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkOverlap(
  owner: string,
  options: SparseOverlapOptions,
  known: readonly string[],
  areSparse: boolean,
): Omit<OverlapSettings, "targetClassIds"> {
  checkOptions(owner, options, known);
  const { ignoreClass = null, axis = -1 } = options;
  const { sparseYTrue = areSparse, sparseYPred = areSparse } = options;
  const bounds = [1, MOST_CLASSES] as const;
  const numClasses = toSize(owner, "numClasses", options.numClasses, bounds);
  if (ignoreClass !== null) checkNumber(owner, "ignoreClass", ignoreClass);
  checkNumber(owner, "axis", axis);
  checkBoolean(owner, "sparseYTrue", sparseYTrue);
  checkBoolean(owner, "sparseYPred", sparseYPred);
  const dtype = checkOneOf(owner, "dtype", options.dtype ?? "int32", TYPES);
  return {
    numClasses,
    ignoreClass,
    sparseYTrue,
    sparseYPred,
    axis,
    dtype: dtype === "int" ? "int32" : dtype,
  };
}

/**
 * The classes whose overlaps are averaged.
 *
 * @throws {ValueError} if there are none, or one is out of range.
 */
export function checkTargets(
  owner: string,
  targetClassIds: unknown,
  numClasses: number,
): readonly number[] {
  const ids: unknown[] = Array.isArray(targetClassIds) ? targetClassIds : [];
  const fits = (id: unknown) =>
    typeof id === "number" && Number.isInteger(id) && id >= 0 &&
    id < numClasses;
  if (ids.length > 0 && ids.every(fits)) return ids.map(Number);
  throw new ValueError(
    `Cannot make ${owner}: expected targetClassIds to be numbers of classes in [0, ${numClasses}), received ${
      quote(targetClassIds)
    }`,
  );
}

const { x, y } = f;
const cutDown = unary("floor", x);
const cutOff = f.mul(f.sign(x), unary("floor", f.abs(x)));
// Inputs: label, the one that is ignored, weight.
const kept = f.where(f.equal(x, y), 0, input(2));
// Inputs: number of a class, row, column.
const own = f.mul(x, f.equal(y, input(2)));
// Inputs: what both have, what each has, how often the class counts.
const union = f.sub(f.add(y, input(2)), x);
const counts = f.mul(f.greater(union, 1e-9), input(3));
const overlap = f.mul(counts, f.div(x, f.add(union, EPSILON)));
const product = f.mul(x, y);
const meanOf = f.div(x, f.add(y, EPSILON));

/**
 * The mean of the overlaps of some classes: of what targets and predictions both have, in what one of them has. As in Keras,
 * an element whose target or prediction is no class is left out.
 */
export abstract class OverlapMetric extends PairMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** Its options. */
  protected readonly settings: OverlapSettings;
  readonly #confusion: Variable;

  /** Sets what is compared. */
  constructor(
    owner: string,
    options: { readonly name?: string | null },
    settings: OverlapSettings,
  ) {
    super(options.name ?? defaultName(owner));
    this.settings = settings;
    const { numClasses } = settings;
    const shape = [numClasses, numClasses];
    this.#confusion = this.addVariable("total_confusion_matrix", shape);
  }

  /** Takes a batch into account, with one weight for all or one for each target; it waits for no device. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    options: UpdateOptions = {},
  ): void {
    checkArgumentCount(`update ${this.name}`, arguments, 3);
    this.accumulate([yTrue, yPred], options, ([t, p], sampleWeight) => {
      const { sparseYTrue, sparseYPred, numClasses } = this.settings;
      const labels = this.#labels(t, sparseYTrue);
      const predicted = this.#labels(this.toPredicted(p), sparseYPred);
      const weight = this.#weights(labels, predicted, sampleWeight);
      // Labels that are no class have no 1, and so do not count.
      const rows = oneHot(labels, numClasses, 1);
      const columns = elementwise(product, [
        oneHot(predicted, numClasses, 1),
        expandDims(weight, 1),
      ]);
      return [[this.#confusion, matmul(transpose(rows), columns)]];
    });
  }

  /** Predictions as they are compared with targets. */
  protected toPredicted(yPred: Tensor): Tensor {
    return yPred;
  }

  #labels(values: Tensor, areSparse: boolean): Tensor {
    const { axis, dtype } = this.settings;
    const labels = areSparse ? values : argmax(values, axis);
    // Cut off as whole numbers, -0.5 is class 0; as it is, it is none.
    const cut = dtype === "float32" ? cutDown : cutOff;
    return elementwise(cut, [reshape(labels, [labels.size])]);
  }

  #weights(labels: Tensor, predicted: Tensor, given: Tensor | null): Tensor {
    const { ignoreClass, dtype } = this.settings;
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
    const { numClasses, targetClassIds } = this.settings;
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
    for (const id of targetClassIds) times[id]++;
    const [columns, rows] = [sum(value, { axis: 0 }), sum(value, { axis: 1 })];
    const inputs = [both, columns, rows, list(times)];
    const overlaps = mapSum(overlap, inputs);
    const number = mapSum(counts, inputs);
    return elementwise(meanOf, [overlaps, number]);
  }

  /** Name and type; the rest differs. */
  override getConfig(): Config {
    return { name: this.name, dtype: this.settings.dtype };
  }
}
