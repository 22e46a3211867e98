/** Gradients joined with those of the other processes, in pieces that are worth a message. */

import { mix } from "../backends/mix.ts";
import { contiguous, sizeOf } from "../backends/view.ts";
import { mul } from "../autograd/ops/elementwise.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { concat } from "../autograd/ops/slice.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { Variable } from "../variables/variable.ts";
import type { Communicator } from "./communicator.ts";
import { Piece } from "./piece.ts";

/** Bytes of a piece: large enough for the rate of the network, and small enough that the first one travels early. */
const BYTES = 25 * 2 ** 20;

/** The gradients of one step on their way: pieces leave as soon as they are full, while others are still made. */
export class Buckets implements Disposable {
  readonly #others: Communicator;
  /** Which step it is, from 1. */
  readonly #step: number;
  /** Places of the variables that are trained. */
  readonly #places: ReadonlyMap<Variable, number>;
  readonly #sent: (variable: Variable, gradient: Tensor) => Tensor;
  readonly #pieces: Piece[] = [];
  readonly #known = new Map<Variable, Tensor>();
  #open = new Map<Variable, Tensor>();
  #bytes = 0;

  /**
   * Sends to the other processes what `sent` computes of the gradient of a variable, which all know by its place among
   * those that are trained.
   */
  constructor(
    others: Communicator,
    { step, trained, sent }: {
      readonly step: number;
      readonly trained: readonly Variable[];
      sent(variable: Variable, gradient: Tensor): Tensor;
    },
  ) {
    this.#others = others;
    this.#step = step;
    this.#places = new Map(trained.map((one, i) => [one, i + 1]));
    this.#sent = sent;
  }

  /** Adds the gradient of a variable, if that has not been done; it has to live until `means`. */
  add(variable: Variable, gradient: Tensor): void {
    if (this.#known.get(variable) === gradient) return;
    this.#known.set(variable, gradient);
    if (gradient.size === 0) return;
    const { elementBytes = 4 } = gradient.backend.traits ?? {};
    this.#open.set(variable, gradient);
    this.#bytes += elementBytes * gradient.size;
    if (this.#bytes >= BYTES) this.#send();
  }

  /** Resolves when all pieces have left: those that have to be read one after the other, as they have been. */
  async leave(): Promise<void> {
    if (this.#open.size > 0) this.#send();
    for (const piece of this.#pieces) await piece.leave(this.#others);
  }

  /**
   * The mean over all processes of what was sent for each variable; those without elements are not among them.
   *
   * @throws {ValueError} if a piece has not left, as it has to be read for that.
   */
  means(): Map<Variable, Tensor> {
    if (this.#open.size > 0) this.#send();
    const means = new Map<Variable, Tensor>();
    for (const piece of this.#pieces) {
      const sum = piece.sum();
      let offset = 0;
      for (const [variable, { shape }] of piece.gradients) {
        const part = sum.through(contiguous(shape, offset));
        means.set(variable, mul(part, 1 / this.#others.size));
        offset += sizeOf(shape);
      }
    }
    return means;
  }

  #send(): void {
    using _scope = new Scope();
    const gradients = this.#open;
    this.#open = new Map();
    this.#bytes = 0;
    const numbers = noGrad(() => {
      const parts = [...gradients].map((entry) => this.#sent(...entry));
      return concat(parts.map((part) => reshape(part, [-1])), 0);
    });
    const places = [...gradients.keys()].map((one) =>
      this.#places.get(one) ?? 0
    );
    const call =
      `average ${gradients.size} gradients (step ${this.#step}, piece ${
        this.#pieces.length + 1
      }: ${inBrief(places)}) of ${numbers.size} numbers`;
    this.#pieces.push(new Piece(this.#others, gradients, numbers, call));
  }

  /** Frees what has been sent, once it is on its way no more. */
  [Symbol.dispose](): void {
    for (const piece of this.#pieces.splice(0)) piece[Symbol.dispose]();
  }
}

/** Most letters of a list that is written out. */
const LONG = 40;

/** Which variables are meant, by their places: processes that mean others say something else. */
function inBrief(places: readonly number[]): string {
  const list = places.join(", ");
  if (list.length <= LONG) return `variable ${list}`;
  const begin = list.slice(0, list.indexOf(",", LONG / 2));
  const hash = places.reduce(mix, 0) >>> 0;
  return `variable ${begin} and so on, ${hash.toString(16)}`;
}
