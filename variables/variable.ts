/** The variable: the one slot in which a tensor can be replaced. */

import type { Backend } from "../backends/backend.ts";
import { type Shape, sizeOf } from "../backends/view.ts";
import { keepNames } from "../config/keep_names.ts";
import { checkArgumentCount } from "../config/options.ts";
import { SHOWN, Shown } from "../config/shown.ts";
import { readOptions } from "../config/schema.ts";
import { cast } from "../autograd/ops/cast.ts";
import { chain } from "../autograd/ops/chain.ts";
import type { TensorMethods } from "../autograd/methods.ts";
import type { TensorLike } from "../autograd/op.ts";
import { refusalOfJSON, textOf } from "../autograd/plain.ts";
import { type Held, noteHeld } from "../autograd/replay.ts";
import { type Display, displayOf } from "../autograd/showing/display.ts";
import { elementsNow } from "../autograd/showing/elements.ts";
import { HAND_OVER, Scope } from "../autograd/scope.ts";
import { noteReading, type TensorSlot } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { computeNow, isUnsure, noteChange } from "../autograd/transaction.ts";
import { Assignment } from "./assignment.ts";
import { autocastType } from "./autocast.ts";
import { Cell } from "./cell.ts";
import type { Constraint } from "./constraints/constraint.ts";
import type { Regularizer } from "./regularizers/regularizer.ts";
import { checkFits, copyOf } from "./fitting.ts";
import { noteLiving } from "./living.ts";
import { PostponedDraw } from "./postponed.ts";
import { readTrainable } from "./rows.ts";
import { showShape } from "./shapes.ts";
import { noticeVariable } from "./unheld.ts";
import { VARIABLE_ROWS, type VariableOptions } from "./variable_options.ts";

export type { VariableOptions };

const refuseJSON = refusalOfJSON(
  "a variable",
  "its elements, which value.data() reads",
);

/** The tensor in a variable now, if it has one yet; nobody learns that it was looked at: no tape, no layer at work. */
export let peekAt: (variable: Variable) => Tensor | null;

/** Assigns a row-major tensor that no tape knows, and that becomes the variable's own: the scope that owns it lets go. */
export let takeOver: (variable: Variable, value: Tensor, scope: Scope) => void;

/** Lets a variable begin anew with such a tensor, on the backend where that is. */
export let beginAnew: (variable: Variable, first: Tensor, scope: Scope) => void;

/**
 * The ops as methods, on the tensor in it.
 * @category Variables
 */
export interface Variable extends TensorMethods<Tensor, TensorLike> {}

/**
 * A named slot that holds a tensor. Ops take a variable where they take a tensor; a tape that watches variables sees it
 * being read. Its memory belongs to it alone: scopes leave it, and `assign` and disposal free it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const weight = new dg.layers.Variable(dg.tensor([1, 2]), { name: "weight" });
 * weight.assign(weight.mul(10));
 * assertEquals([...await weight.value.data()], [10, 20]);
 * ```
 *
 * @category Variables
 */
export class Variable extends Shown implements TensorSlot, Disposable {
  /** The last part of its path. */
  readonly name: string;
  /** Where it lies, such as `"decoder/conv2d_transpose/kernel"`. */
  readonly path: string;
  /** The shape that all its values have. */
  readonly shape: Shape;
  /** Whether it was made to be trained, which settles its place among a layer's weights. */
  readonly madeTrainable: boolean;
  /** Whether its layer keeps it from being trained for now. */
  frozen = false;
  /** What its value is penalised for. */
  readonly regularizer: Regularizer | null;
  /** What its value is brought back to after every update. */
  readonly constraint: Constraint | null;
  /**
   * Refuses to write it as JSON, which would lose its value; `structuredClone` and `postMessage` refuse it too.
   *
   * @throws {TypeError} whenever it is called.
   */
  readonly toJSON: () => never = refuseJSON;
  #trainable: boolean;
  #noticed = false;
  /** Empty until what is postponed is drawn. */
  readonly #cell = new Cell(this);
  readonly #postponed: PostponedDraw | null;
  /** Counts assignments that cannot fail any more: no earlier one reaches back beyond them. */
  #sure = 0;
  readonly #hold = (): Held => {
    const value = this.#value.retain();
    return {
      restore: () => {
        const now = this.#value;
        this.#cell.put(value);
        return () => this.#cell.put(now);
      },
      [Symbol.dispose]: () => value[Symbol.dispose](),
    };
  };

  readonly #undo = ({ old: before, sure }: Assignment): void => {
    const now = this.#cell.tensor;
    const isOver = !now || now.disposed || this.#sure !== sure;
    if (!isOver) this.#cell.put(before ?? null);
    (isOver ? before : now)?.[Symbol.dispose]();
  };

  /**
   * Makes a variable with a first value.
   *
   * @throws {TypeError} if an option is unknown, or there are more arguments.
   * @throws {ValueError} if an option has a value that is not allowed: parts are no names here.
   */
  constructor(value: TensorLike, options: VariableOptions = {}) {
    checkArgumentCount("make Variable", arguments, 2);
    super();
    const read = readOptions("make Variable", VARIABLE_ROWS, options);
    this.name = read.name;
    this.path = read.path ?? read.name;
    this.madeTrainable = this.#trainable = read.trainable;
    this.regularizer = read.regularizer;
    this.constraint = read.constraint;
    this.#postponed = value instanceof PostponedDraw ? value : null;
    this.shape = (this.#postponed ?? this.#begin(value)).shape;
    noteLiving(this);
  }

  /**
   * The tensor in it now; do not dispose it. While a layer computes in another type, it is a copy of that type, unless the
   * variable was made not to be trained, as statistics are.
   */
  get value(): Tensor {
    noteHeld(this, this.#hold);
    if (this.trainable) {
      noteReading(this, this.#value);
      if (!this.#noticed) this.#noticed = noticeVariable(this);
    }
    const dtype = this.madeTrainable ? autocastType() : null;
    return dtype === null ? this.#value : cast(this.#value, dtype);
  }

  /** The backend that it is on. */
  get backend(): Backend {
    return (this.#cell.tensor ?? this.#postponed!).backend;
  }

  get #value(): Tensor {
    return this.#cell.tensor ?? this.#begin(this.#postponed!);
  }

  #begin(value: TensorLike): Tensor {
    using scope = new Scope();
    const first = copyOf(this.path, value);
    // A step may fail that only happens to be the first to use it.
    computeNow(first);
    this.#cell.put(first);
    scope[HAND_OVER](first);
    return first;
  }

  static {
    peekAt = (variable) => variable.#cell.tensor;
    takeOver = (variable, value, scope) => {
      checkFits(variable, value);
      variable.#put(value, scope);
    };
    beginAnew = (variable, first, scope) => variable.#restart(first, scope);
  }

  /** Whether tapes watch it and optimizers change it. */
  get trainable(): boolean {
    return this.#trainable && !this.frozen;
  }

  /** Says whether it is to be trained, where its layer is. */
  set trainable(value: boolean) {
    this.#trainable = readTrainable(`set variable "${this.path}"`, value);
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * Puts another tensor in; what was in it is freed, the tensor given stays its owner's. If that cannot be computed, or
   * the step fails in which this is called, what was in it is back.
   *
   * @throws {ShapeError} if it has another shape.
   * @throws {TypeError} if it is on another backend.
   */
  assign(value: TensorLike): void {
    checkArgumentCount(`assign to variable "${this.path}"`, arguments, 1);
    using scope = new Scope();
    this.#put(copyOf(this.path, value, this), scope);
  }

  /** Takes over a tensor that a scope owns. */
  #put(next: Tensor, scope: Scope): void {
    noteHeld(this, this.#hold);
    const before = this.#cell.tensor;
    this.#cell.put(next);
    scope[HAND_OVER](next);
    if (!isUnsure(next)) {
      this.#sure++;
      return before?.[Symbol.dispose]();
    }
    noteChange(
      next.backend,
      new Assignment(before ?? undefined, next, this.#sure, this.#undo),
    );
  }

  #restart(first: Tensor, scope: Scope): void {
    noteHeld(this, this.#hold);
    computeNow(first);
    const before = this.#cell.tensor ?? undefined;
    this.#cell.put(first);
    scope[HAND_OVER](first);
    const made = new Assignment(before, first, this.#sure, this.#undo);
    // It names no tensors: work of one backend has no use for memory of another.
    noteChange(null, {
      kept: () => before?.[Symbol.dispose](),
      undone: () => made.undone(),
    });
  }

  /** Frees its memory; it cannot be used again. */
  [Symbol.dispose](): void {
    this.#value[Symbol.dispose]();
    this.#cell.letGo();
  }

  /** What it is, without its elements. */
  override toString(): string {
    const frozen = this.trainable ? "" : ", trainable: false";
    return `Variable { path: "${this.path}", shape: ${
      showShape(this.shape)
    }, dtype: "${this.#value.dtype}"${frozen} }`;
  }

  /**
   * The same in template strings and the like.
   *
   * @throws {TypeError} where it is to be a number, as in `scale * 2`: `value.item()` reads that.
   */
  override [Symbol.toPrimitive](hint: string): string {
    return textOf("a variable", this, hint);
  }

  /** What it is, and its elements as NumPy prints them where that needs no waiting. */
  override [SHOWN](): string {
    const state = this.#value.disposed ? " (disposed)" : "";
    return `${this}${state}${elementsNow(this.#value)}`;
  }

  /** What a notebook shows: as of its tensor. */
  [Symbol.for("Jupyter.display")](): Promise<Display> {
    return displayOf(this.#value, `${this}`);
  }
}

chain(Variable.prototype);
keepNames({ Variable });
