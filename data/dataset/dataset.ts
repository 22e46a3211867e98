/** Elements in a row, made as they are asked for: tf.data's `Dataset`. */

import { quote, ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { readOptions } from "../../config/schema.ts";
import { checkClass, checkFunction, checkInteger } from "../checks.ts";
import {
  BATCH,
  type DatasetBatchOptions,
  type DatasetOptions,
  OPTIONS,
  SHUFFLE,
  type ShuffleOptions,
} from "./options.ts";
import { noteOrders, Order } from "./orders.ts";
import {
  beginOf,
  type Closing,
  type DatasetSource,
  isElements,
  type Pass,
  passOver,
  run,
} from "./pass.ts";
import { type Sliceable, type SlicesOf, slicesOf } from "./slices.ts";
import type { Batched } from "./stack.ts";
import { checkShare, leftOf, type Share, shortest, times } from "./counts.ts";
import * as stages from "./stages.ts";

/**
 * Elements that are gone through one by one, in passes: an epoch is one. Each method gives another Dataset and makes
 * nothing; elements are made when they are asked for, so that there may be more than fit into memory, and without end. An
 * error reaches who asks, and closes the source, as `break` does. `fit`, `evaluate` and `predict` take a Dataset of
 * batches `[x, y, sampleWeight]`. Names and meanings are those of tf.data.
 *
 * @example Shuffled batches, the next of which is made while one is used
 * ```ts
 * import { Dataset } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const images = { shape: [5, 2], data: new Uint8Array(10) };
 * const labels = new Uint8Array([0, 1, 2, 3, 4]);
 * const all = Dataset.fromTensorSlices(images, labels);
 * const batches = all.shuffle({ seed: 1 }).batch(2).prefetch(1);
 * const shapes = await Array.fromAsync(batches, ([x, y]) => [x.shape, y.shape]);
 * assertEquals(shapes, [[[2, 2], [2]], [[2, 2], [2]], [[1, 2], [1]]]);
 * ```
 *
 * @example Squares without end
 * ```ts
 * import { Dataset } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = new Dataset(function* () {
 *   for (let i = 0;; i++) yield i * i;
 * });
 * assertEquals(await Array.fromAsync(squares.skip(2).take(3)), [4, 9, 16]);
 * ```
 *
 * @category Data
 */
export class Dataset<T> implements AsyncIterable<T> {
  /** The name of this class, in bundles too. */
  static readonly name: string = "Dataset";
  /** How many elements a pass has: `Infinity` without end, `null` where nobody knows before. */
  readonly cardinality: number | null;
  #begin: (closing: Closing) => Pass<T>;

  /**
   * The elements of anything that can be gone through, at once or asynchronously, or of what a function makes for each pass.
   *
   * @throws {TypeError} if `source` is neither.
   */
  constructor(source: DatasetSource<T>, options: DatasetOptions = {}) {
    const action = "make a Dataset";
    checkArgumentCount(action, arguments, 2);
    if (typeof source !== "function" && !isElements(source)) {
      throw new TypeError(
        `Cannot ${action}: expected an iterable, an async iterable or a function that makes one, received ${
          quote(source)
        }`,
      );
    }
    const { cardinality } = readOptions(action, OPTIONS, options);
    this.#begin = beginOf(source);
    this.cardinality = cardinality ??
      (Array.isArray(source) ? source.length : null);
  }

  /**
   * The slices of an array along its first axis, or lists of those of several arrays, each an argument: a number of a
   * typed array or list of numbers, `{ shape, data }` of a row where there is a shape, with `data` a view.
   *
   * @throws {TypeError} if something else is given.
   * @throws {ShapeError} if an array does not fit its shape, or they differ in the number of slices.
   */
  static fromTensorSlices<const S extends readonly Sliceable[]>(
    ...arrays: S
  ): Dataset<SlicesOf<S>> {
    const slices = slicesOf(arrays);
    function* pass(): Generator<SlicesOf<S>> {
      for (let i = 0; i < slices.count; i++) yield slices.at(i);
    }
    return new Dataset(pass, { cardinality: slices.count });
  }

  /**
   * Elements of several Datasets side by side, as lists; as many as the shortest has.
   *
   * @throws {TypeError} if something else is given, or nothing.
   */
  static zip<Parts extends readonly unknown[]>(
    ...datasets: { readonly [At in keyof Parts]: Dataset<Parts[At]> }
  ): Dataset<[...Parts]> {
    const list: readonly Dataset<unknown>[] = datasets;
    const all = list.length > 0 ? list : [null];
    for (const one of all) checkClass("zip Datasets", one, Dataset);
    return Dataset.#of(
      (closing) =>
        stages.zipped(list.map((one) => one.#begin(closing))) as Pass<
          [...Parts]
        >,
      shortest(list),
      list,
    );
  }

  /** Each element as `f` changes it; what is promised is awaited. */
  map<R>(f: (element: T) => R | PromiseLike<R>): Dataset<R> {
    checkArgumentCount("map a Dataset", arguments, 1);
    checkFunction("map a Dataset", f);
    return this.#then((pass) => stages.mapped(pass, f));
  }

  /** The elements of which `f` says so. */
  filter(f: (element: T) => boolean | PromiseLike<boolean>): Dataset<T> {
    checkArgumentCount("filter a Dataset", arguments, 1);
    checkFunction("filter a Dataset", f);
    return this.#then(
      (pass) => stages.filtered(pass, f),
      (count) => count === 0 ? 0 : null,
    );
  }

  /**
   * The elements in an order that the seed fixes, another one each pass: each is drawn from a buffer, which is then filled
   * again. A Dataset is split before it is shuffled, or its parts would have elements in common in different passes.
   */
  shuffle(options: ShuffleOptions): Dataset<T> {
    const action = "shuffle a Dataset";
    checkArgumentCount(action, arguments, 1);
    const given = readOptions(action, SHUFFLE, options);
    const bufferSize = given.bufferSize ?? Infinity;
    if (bufferSize === Infinity && this.cardinality === Infinity) {
      throw new ValueError(
        `Cannot ${action}: expected a bufferSize, for there is no end, received none`,
      );
    }
    const order = new Order(given);
    const made = this.#then((pass) =>
      stages.shuffled(pass, bufferSize, order.nextSeed())
    );
    return noteOrders(made, [this], [order]);
  }

  /**
   * `size` elements at a time, stacked: numbers become a Float32Array, arrays keep their kind and get an axis in front,
   * lists and objects are stacked part by part. The last batch may be smaller.
   */
  batch(size: number, options: DatasetBatchOptions = {}): Dataset<Batched<T>> {
    const action = "batch a Dataset";
    checkArgumentCount(action, arguments, 2);
    checkInteger(action, "size", size, 1);
    const { dropRemainder } = readOptions(action, BATCH, options);
    return this.#then(
      (pass) => stages.batched(pass, size, dropRemainder) as Pass<Batched<T>>,
      (all) => dropRemainder ? Math.floor(all / size) : Math.ceil(all / size),
    );
  }

  /** The same elements, `count` of which are in the making while others are used. */
  prefetch(count: number): Dataset<T> {
    checkArgumentCount("prefetch a Dataset", arguments, 1);
    checkInteger("prefetch a Dataset", "count", count, 1);
    return Dataset.#of(
      (closing) => {
        const ahead = run((closing) => this.#begin(closing));
        return passOver(stages.prefetched(ahead, count), closing);
      },
      this.cardinality,
      [this],
    );
  }

  /** `count` passes, one after the other, or passes without end; one that gives nothing is the last. */
  repeat(count: number = Infinity): Dataset<T> {
    checkArgumentCount("repeat a Dataset", arguments, 1);
    if (count !== Infinity) checkInteger("repeat a Dataset", "count", count, 0);
    return Dataset.#of(
      (closing) => stages.repeated(() => this.#begin(closing), count),
      times(this.cardinality, count),
      [this],
    );
  }

  /** The first `count` elements. */
  take(count: number): Dataset<T> {
    checkArgumentCount("take of a Dataset", arguments, 1);
    checkInteger("take of a Dataset", "count", count, 0);
    return this.#then(
      (pass) => stages.taken(pass, count),
      (all) => Math.min(all, count),
    );
  }

  /** The elements behind the first `count` ones. */
  skip(count: number): Dataset<T> {
    checkArgumentCount("skip in a Dataset", arguments, 1);
    checkInteger("skip in a Dataset", "count", count, 0);
    return this.#then(
      (pass) => stages.skipped(pass, count),
      (all) => Math.max(all - count, 0),
    );
  }

  /**
   * The share of a process: of each `size` elements the one at its `rank`; what is left over at the end is nobody's. Shuffle
   * before, by one seed: then `size` batches of `n` are together one of `size * n`.
   */
  shard(group: Share): Dataset<T> {
    checkArgumentCount("shard a Dataset", arguments, 1);
    const share = checkShare("shard a Dataset", group);
    const countOf = (all: number) => Math.floor(all / share.size);
    return this.#then((pass) => stages.sharded(pass, share), countOf);
  }

  /** These elements, then those of another Dataset. */
  concatenate<U>(other: Dataset<U>): Dataset<T | U> {
    checkArgumentCount("concatenate Datasets", arguments, 1);
    checkClass("concatenate Datasets", other, Dataset);
    return this.#then(
      (pass, closing) => stages.concatenated(pass, () => other.#begin(closing)),
      (all) => other.cardinality === null ? null : all + other.cardinality,
      other,
    );
  }

  /** The same elements, which are kept in memory once a pass has come to its end: later passes ask for none. */
  cache(): Dataset<T> {
    checkArgumentCount("cache a Dataset", arguments, 0);
    let kept: readonly T[] | null = null;
    const keep = (all: readonly T[]) => void (kept = all);
    return Dataset.#of(
      (closing) => kept ?? stages.remembered(this.#begin(closing), keep),
      this.cardinality,
      [this],
    );
  }

  /**
   * Two parts: the first `size` elements, or the first share of them where it is below 1, and the rest; as
   * `keras.utils.split_dataset` has it.
   *
   * @throws {ValueError} if a part would be empty, or a share is asked of nobody knows how many elements.
   */
  split(size: number): [left: Dataset<T>, right: Dataset<T>] {
    checkArgumentCount("split a Dataset", arguments, 1);
    const left = leftOf(size, this.cardinality);
    return [this.take(left), this.skip(left)];
  }

  /** Begins a pass. */
  [Symbol.asyncIterator](): AsyncGenerator<T> {
    return run((closing) => this.#begin(closing));
  }

  /** A Dataset made of this one; `countOf` says how many elements it has, of as many as there are here. */
  #then<R>(
    stage: (pass: Pass<T>, closing: Closing) => Pass<R>,
    countOf: (all: number) => number | null = (all) => all,
    ...others: Dataset<unknown>[]
  ): Dataset<R> {
    const all = this.cardinality;
    return Dataset.#of(
      (closing) => stage(this.#begin(closing), closing),
      all === null ? null : countOf(all),
      [this, ...others],
    );
  }

  static #of<R>(
    begin: (closing: Closing) => Pass<R>,
    cardinality: number | null,
    parents: readonly Dataset<unknown>[],
  ): Dataset<R> {
    const made = new Dataset<R>(() => [], { cardinality });
    made.#begin = begin;
    return noteOrders(made, parents);
  }
}
