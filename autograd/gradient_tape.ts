/** TensorFlow's GradientTape: record first, ask for gradients afterwards. */

import { ValueError } from "../config/errors.ts";
import {
  checkArgumentCount,
  checkFlag,
  checkFunction,
  checkOptions,
} from "../config/options.ts";
import { oneOf } from "../config/rows.ts";
import { checkCotangent } from "./cotangent.ts";
import { tensorsOf, watchSources, zerosLike } from "./grad.ts";
import { typeName } from "./op.ts";
import { type GradientListener, pullBack, type Source } from "./pull_back.ts";
import { currentScope } from "./scope.ts";
import {
  dropResiduals,
  noGrad,
  recordingTapes,
  Tape,
  withoutTape,
} from "./tape.ts";
import { Tensor } from "./tensor.ts";

/**
 * How a GradientTape records.
 * @category Autograd
 */
export interface GradientTapeOptions {
  /** Whether `gradient` may be called more than once, as for the two losses of a GAN. */
  readonly persistent?: boolean;
  /** Whether trainable variables are watched as they are read; true if not given. */
  readonly watchAccessedVariables?: boolean;
}

/**
 * What to give for a source that the target does not depend on.
 * @category Autograd
 */
export interface GradientOptions {
  /** `"none"` gives null, `"zero"` a tensor of zeros; `"none"` if not given. */
  readonly unconnectedGradients?: "none" | "zero";
  /** The target's own cotangent, of its shape; ones if not given. */
  readonly outputGradients?: Tensor;
  /** Is told of each gradient as soon as nothing adds to it any more, in the order in which the backward pass makes them. */
  readonly onGradient?: GradientListener;
}

/** Of tapes that nobody disposes of: one notice each, not one for each tensor. */
const forgotten = new FinalizationRegistry<Tape["kept"]>((kept) =>
  kept.forEach(dropResiduals)
);

/** What cannot be done if an argument is wrong. */
const MAKE = "make a GradientTape", TAKE = "take a gradient";
const UNCONNECTED = oneOf(["none", "zero"], "none");
/** Tapes that record at once, at most: no derivative nests as deep, and their work grows with the square of them. */
const MOST = 256;

/**
 * Records ops on trainable variables, and on what `watch` names, from when it is made until it is disposed of, which the
 * scope or the training step does that it was made in, or, unless it is persistent, asked for a gradient.
 * Nest tapes for higher derivatives: a tape does not record its own `gradient`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor(3);
 * using tape = new dg.GradientTape({ persistent: true });
 * tape.watch(x);
 * const square = x.square();
 * const fourth = square.square();
 * assertEquals(await tape.gradient(square, [x])[0]!.item(), 6);
 * assertEquals(await tape.gradient(fourth, [x])[0]!.item(), 108);
 * ```
 *
 * @category Autograd
 */
export class GradientTape implements Disposable {
  readonly #tape: Tape;
  readonly #persistent: boolean;
  #used = false;

  /**
   * Begins to record.
   *
   * @throws {TypeError} if there is no such option.
   * @throws {ValueError} if 256 tapes record already, most of them forgotten.
   */
  constructor(options: GradientTapeOptions = {}) {
    checkArgumentCount(MAKE, arguments, 1);
    checkOptions(MAKE, options, ["persistent", "watchAccessedVariables"]);
    const { persistent = false, watchAccessedVariables = true } = options;
    checkFlag(MAKE, "persistent", persistent);
    checkFlag(MAKE, "watchAccessedVariables", watchAccessedVariables);
    if (recordingTapes().length >= MOST) {
      throw new ValueError(
        `Cannot ${MAKE}: expected fewer than ${MOST} that record, each of which keeps all that is computed, received one more (dispose each when it is done: using tape = new GradientTape())`,
      );
    }
    this.#persistent = persistent;
    this.#tape = new Tape({ watchesVariables: watchAccessedVariables });
    forgotten.register(this, this.#tape.kept, this);
    currentScope()?.adopt(this);
  }

  /**
   * Follows tensors, or variables that are not trainable.
   *
   * @throws {TypeError} if one is neither.
   * @throws {ReferenceError} if the tape has been disposed.
   */
  watch(source: Source | readonly Source[]): void {
    const action = "watch a tensor";
    checkArgumentCount(action, arguments, 1);
    this.#checkUse(action);
    const sources = (Array.isArray(source) ? source : [source]) as Source[];
    const tensors = tensorsOf(action, sources);
    watchSources(this.#tape, sources, tensors);
  }

  /** Ends the recording; gradients can still be asked for. */
  stopRecording(): void {
    checkArgumentCount("stop a recording", arguments, 0);
    this.#tape.stop();
  }

  /**
   * The gradient of `target` (of the sum of its elements, if it has several) with respect to each source. A tape that is
   * not persistent records no longer then.
   *
   * @throws {ValueError} if the tape is not persistent and was asked before.
   * @throws {ShapeError} if `outputGradients` has not the target's shape.
   * @throws {TypeError} if an argument is of another kind, or there is no such option.
   * @throws {ReferenceError} if the tape has been disposed, or `outputGradients` has.
   */
  gradient(
    target: Tensor,
    sources: readonly Source[],
    options: GradientOptions & { unconnectedGradients: "zero" },
  ): Tensor[];
  /** The same, with `null` for each source that `target` does not depend on. */
  gradient(
    target: Tensor,
    sources: readonly Source[],
    options?: GradientOptions,
  ): (Tensor | null)[];
  gradient(
    target: Tensor,
    sources: readonly Source[],
    options: GradientOptions = {},
  ): (Tensor | null)[] {
    checkArgumentCount(TAKE, arguments, 3);
    const tensors = this.#check(target, sources, options);
    this.#used = true;
    // It cannot be asked again: if it is never disposed of, it should not record all that comes after.
    if (!this.#persistent) this.#tape.stop();
    return withoutTape(this.#tape, () => {
      const gradients = pullBack(this.#tape, target, sources, {
        keepTape: this.#persistent,
        seed: options.outputGradients,
        onGradient: options.onGradient,
      });
      if (options.unconnectedGradients !== "zero") return gradients;
      return gradients.map((gradient, i) => gradient ?? zerosLike(tensors[i]));
    });
  }

  /** The tensors that the sources are now. */
  #check(
    target: Tensor,
    sources: readonly Source[],
    options: GradientOptions,
  ): Tensor[] {
    this.#checkUse(TAKE);
    if (this.#used && !this.#persistent) {
      throw new ValueError(
        "Cannot take a second gradient from a GradientTape: expected it to be made with persistent: true, received persistent: false",
      );
    }
    if (!(target instanceof Tensor)) {
      throw new TypeError(
        `Cannot take a gradient: expected a tensor to differentiate, received ${
          typeName(target)
        }`,
      );
    }
    checkOptions(TAKE, options, [
      "unconnectedGradients",
      "outputGradients",
      "onGradient",
    ]);
    const { unconnectedGradients, outputGradients, onGradient } = options;
    if (onGradient !== undefined) {
      checkFunction(TAKE, onGradient, "a function that is told of gradients");
    }
    UNCONNECTED.read(unconnectedGradients, {
      action: TAKE,
      owner: "GradientTape",
      option: "unconnectedGradients",
    });
    if (outputGradients !== undefined) {
      checkCotangent(TAKE, "outputGradients", outputGradients, target);
    }
    return noGrad(() => tensorsOf(TAKE, sources));
  }

  #checkUse(action: string): void {
    if (!this.#tape.isDisposed) return;
    throw new ReferenceError(
      `Cannot ${action}: expected a GradientTape that records or has recorded, received one that has been disposed`,
    );
  }

  /** Ends the recording and frees what it kept. */
  [Symbol.dispose](): void {
    forgotten.unregister(this);
    this.#tape[Symbol.dispose]();
  }
}
