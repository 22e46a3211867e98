/** TensorFlow's GradientTape: record first, ask for gradients afterwards. */

import { ValueError } from "../backends/errors.ts";
import { pullBack, type Source, tensorOf, zerosLike } from "./grad.ts";
import { typeName } from "./op.ts";
import { Tape, withoutTape } from "./tape.ts";
import { Tensor } from "./tensor.ts";

/** How a GradientTape records. */
export interface GradientTapeOptions {
  /** Whether `gradient` may be called more than once, as for the two losses of a GAN. */
  readonly persistent?: boolean;
  /** Whether trainable variables are watched as they are read; true if not given. */
  readonly watchAccessedVariables?: boolean;
}

/** What to give for a source that the target does not depend on. */
export interface GradientOptions {
  /** `"none"` gives null, `"zero"` a tensor of zeros; `"none"` if not given. */
  readonly unconnectedGradients?: "none" | "zero";
  /** The target's own cotangent, of its shape; ones if not given. */
  readonly outputGradients?: Tensor;
}

/**
 * Records what happens from its making on, until it is disposed: ops on trainable variables and on what `watch` names.
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
 * const square = dg.mul(x, x);
 * const fourth = dg.mul(square, square);
 * assertEquals(await tape.gradient(square, [x])[0]!.item(), 6);
 * assertEquals(await tape.gradient(fourth, [x])[0]!.item(), 108);
 * ```
 */
export class GradientTape implements Disposable {
  readonly #tape: Tape;
  readonly #persistent: boolean;
  #used = false;

  /** Begins to record. */
  constructor(options: GradientTapeOptions = {}) {
    const { persistent = false, watchAccessedVariables = true, ...others } =
      options;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
      throw new ValueError(
        `Cannot make a GradientTape: expected the options persistent and watchAccessedVariables, received ${unknown}`,
      );
    }
    this.#persistent = persistent;
    this.#tape = new Tape({ watchesVariables: watchAccessedVariables });
  }

  /** Follows tensors, or variables that are not trainable. */
  watch(source: Source | readonly Source[]): void {
    const sources = Array.isArray(source) ? source : [source];
    for (const one of sources as readonly Source[]) {
      if (one instanceof Tensor) this.#tape.watch(one);
      else this.#tape.watchVariable(one, tensorOf(one));
    }
  }

  /** Ends the recording; gradients can still be asked for. */
  stopRecording(): void {
    this.#tape.stop();
  }

  /**
   * The gradient of `target` (of the sum of its elements, if it has several) with respect to each source.
   *
   * @throws {ValueError} if the tape is not persistent and was asked before.
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
    const groups = this.#check(target, sources);
    this.#used = true;
    return withoutTape(this.#tape, () => {
      const gradients = pullBack(this.#tape.nodes, target, groups, {
        keepTape: this.#persistent,
        seed: options.outputGradients,
      });
      if (options.unconnectedGradients !== "zero") return gradients;
      return gradients.map((gradient, i) =>
        gradient ?? zerosLike(tensorOf(sources[i]))
      );
    });
  }

  /** The tensors as which each source was read. */
  #check(target: Tensor, sources: readonly Source[]): Tensor[][] {
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
    return sources.map((source) =>
      source instanceof Tensor
        ? [source]
        : [...this.#tape.readings.get(source) ?? []]
    );
  }

  /** Ends the recording and frees what it kept. */
  [Symbol.dispose](): void {
    this.#tape[Symbol.dispose]();
  }
}
