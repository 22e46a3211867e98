/** The processes of a job, as a program sees them. */

import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { checkArgumentCount, checkOptions } from "../config/options.ts";
import { quote, ValueError } from "../config/errors.ts";
import { copyOf, type HostElements, hostElements } from "./elements.ts";
import {
  checkCommunicator,
  type Communicator,
  type Join,
} from "./communicator.ts";

/**
 * What can be exchanged.
 *
 * @category Several processes
 */
export type Exchanged = Tensor | HostElements;

/**
 * How numbers of all processes are joined.
 *
 * @category Several processes
 */
export type ReduceOp = "sum" | "mean" | "max" | "min";

/**
 * Options of `allReduce`.
 *
 * @category Several processes
 */
export interface AllReduceOptions {
  /** How the numbers of all processes become one; `"sum"` if not given. */
  readonly op?: ReduceOp;
  /** What it is for, in a few words that have to be the same on all processes: errors and warnings say it. */
  readonly purpose?: string;
}

/**
 * Options of `broadcast`.
 *
 * @category Several processes
 */
export interface BroadcastOptions {
  /** The rank whose elements all get; 0 if not given. */
  readonly root?: number;
}

const OPS: readonly string[] = ["sum", "mean", "max", "min"];

/**
 * The processes that train together. All of them have to make the same calls in the same order; that is checked, and a call
 * that differs is an error on every one of them. In a group of size 1 nothing is exchanged, so that a program has one form.
 *
 * Tensors have to lie in the processor's memory, as on the backends wasm, blas and reference; of others, exchange what
 * `data()` reads.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import * as distributed from "@decograd/decograd/distributed";
 * import { assertEquals } from "@std/assert";
 *
 * using group = await distributed.init({ backend: "none" });
 * const losses = group.allGather(dg.tensor([0.5]));
 * assertEquals(losses.shape, [group.size]);
 * assertEquals(group.allReduce(Float64Array.of(3)), Float64Array.of(3));
 * ```
 *
 * @category Several processes
 */
export class Group implements Disposable {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** How many processes there are. */
  readonly size: number;
  readonly #communicator: Communicator | null;

  readonly #leave: () => void;

  /**
   * Joins the processes that a communicator reaches; without one it is this one alone. `init` makes the group of a job.
   *
   * @throws {TypeError} if it is no communicator.
   */
  constructor(communicator: Communicator | null) {
    checkArgumentCount("make a Group", arguments, 1);
    checkCommunicator("make a Group", communicator);
    const isAlone = communicator === null || communicator.size === 1;
    this.#communicator = isAlone ? null : communicator;
    this.#leave = () => communicator?.finish();
    this.rank = communicator?.rank ?? 0;
    this.size = communicator?.size ?? 1;
  }

  /**
   * The elements of all processes joined, one by one: on every process the same bits, and the same run after run with as
   * many processes, the same library and machines. Shape and type are those of `x`.
   *
   * @throws {ValueError} if there is no such `op`, or another process calls something else.
   */
  allReduce<X extends Exchanged>(x: X, options: AllReduceOptions = {}): X {
    const action = "allReduce";
    checkArgumentCount(action, arguments, 2);
    checkOptions(action, options, ["op", "purpose"]);
    const { op = "sum", purpose } = options;
    if (!OPS.includes(op)) {
      throw new ValueError(
        `Cannot allReduce: expected op to be one of ${
          OPS.map(quote).join(", ")
        }, received ${quote(op)}`,
      );
    }
    if (purpose !== undefined && typeof purpose !== "string") {
      throw new TypeError(
        `Cannot allReduce: expected purpose to be a string, received ${
          quote(purpose)
        }`,
      );
    }
    return this.#exchange(action, x, (others, elements) => {
      const join: Join = op === "mean" ? "sum" : op;
      const what = `allReduce (${op}) of ${described(elements, purpose)}`;
      others.allReduce(what, elements, join).end();
      if (op !== "mean") return elements;
      return elements.map((element) => element / others.size);
    });
  }

  /**
   * The elements of the process `root`, on all. Shapes have to be the same.
   *
   * @throws {ValueError} if there is no such rank, or another process calls something else.
   */
  broadcast<X extends Exchanged>(x: X, options: BroadcastOptions = {}): X {
    const action = "broadcast";
    checkArgumentCount(action, arguments, 2);
    checkOptions(action, options, ["root"]);
    const { root = 0 } = options;
    if (!Number.isSafeInteger(root) || root < 0 || root >= this.size) {
      throw new ValueError(
        `Cannot broadcast: expected root to be a rank from 0 to ${
          this.size - 1
        }, received ${quote(root)}`,
      );
    }
    return this.#exchange(action, x, (others, elements) => {
      const what = `broadcast from rank ${root} of ${described(elements)}`;
      others.broadcast(what, elements, root);
      return elements;
    });
  }

  /**
   * The elements of all processes, one after the other in the order of ranks: of tensors `[n, ...]` one of
   * `[size * n, ...]`, of scalars one of `[size]`. Shapes have to be the same.
   *
   * @throws {ValueError} if another process calls something else.
   */
  allGather<X extends Exchanged>(x: X): X {
    const action = "allGather";
    checkArgumentCount(action, arguments, 1);
    return this.#exchange(action, x, (others, elements) => {
      const what = `allGather of ${described(elements)}`;
      return others.allGather(what, elements);
    });
  }

  /** Returns once all processes have called it. */
  barrier(): void {
    checkArgumentCount("barrier", arguments, 0);
    this.#communicator?.meet("barrier");
  }

  /** What the processes speak through; `null` where this one is alone. */
  get communicator(): Communicator | null {
    return this.#communicator;
  }

  /** Leaves the job, as all processes have to; it happens by itself when a program ends without an error. */
  [Symbol.dispose](): void {
    this.#leave();
  }

  #exchange<X extends Exchanged>(
    action: string,
    x: X,
    call: (others: Communicator, elements: HostElements) => HostElements,
  ): X {
    const others = this.#communicator;
    if (x instanceof Float32Array || x instanceof Float64Array) {
      return (others ? call(others, copyOf(x)) : x).slice() as X;
    }
    if (!(x instanceof Tensor)) {
      throw new TypeError(
        `Cannot ${action}: expected a tensor, a Float32Array or a Float64Array, received ${
          quote(x)
        }`,
      );
    }
    const [first = 1, ...rest] = x.shape;
    const shape = action === "allGather"
      ? [first * this.size, ...rest]
      : x.shape;
    if (!others) return noGrad(() => reshape(x, shape)) as X;
    const joined = call(others, copyOf(hostElements(action, x)));
    return Tensor.from(x.backend, joined, shape) as X;
  }
}

function described(elements: HostElements, purpose?: string): string {
  const type = elements instanceof Float32Array ? "float32" : "float64";
  const goal = purpose === undefined ? "" : `, ${purpose}`;
  return `${elements.length} numbers (${type})${goal}`;
}
