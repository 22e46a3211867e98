/** An optimizer that makes the same step on all processes, by the mean of their gradients. */

import type { GradientListener } from "../autograd/pull_back.ts";
import { noGrad } from "../autograd/tape.ts";
import { Scope } from "../autograd/scope.ts";
import { Tensor } from "../autograd/tensor.ts";
import { noteChange, transact } from "../autograd/transaction.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import type { AnySchema } from "../config/schema.ts";
import { OuterOptimizer } from "../training/optimizers/mod.ts";
import { NO_STEP } from "../training/optimizers/outer_optimizer.ts";
import type { Guard } from "../training/optimizers/step/guard.ts";
import {
  checkVariables,
  toUpdates,
} from "../training/optimizers/step/update.ts";
import type { Variable } from "../variables/variable.ts";
import { Accumulation } from "./accumulation.ts";
import type { Group } from "./group.ts";
import {
  type DistributedOptimizerOptions,
  OPTIONS,
} from "./optimizer_options.ts";
import { SameStart } from "./same_start.ts";
import { Sender } from "./sender.ts";

/**
 * Makes the step of another optimizer by the mean of the gradients of all processes, so that `n` of them with a share of
 * `b / n` samples each train as one does with batches of `b`. When it is built it sees that all processes train the same
 * variables, and gives all the values that the process 0 has. What it keeps is what the inner optimizer keeps: a checkpoint
 * goes on with it, without it, and with another number of processes.
 *
 * In `fit`, the logs of epochs are means over all processes, which stop together; callbacks are told on the process 0
 * alone, which the others follow in the learning rate and the weights. On a device whose memory the processor does not reach,
 * such as WebGPU, gradients have to be read: `fit` waits for that, and in a loop of one's own `minimizeAsync` of a `Trainer`
 * does, or `exchange`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import * as distributed from "@decograd/decograd/distributed";
 * import { assert } from "@std/assert";
 *
 * const group = await distributed.init(); // `mpirun -n 4 deno run --allow-ffi ...`
 * const samples = dg.data.Dataset
 *   .fromTensorSlices([[1], [2], [3], [4]], [[2], [4], [6], [8]])
 *   .shard(group)
 *   .batch(4 / group.size);
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [1] })]);
 * const optimizer = new distributed.DistributedOptimizer(new dg.optimizers.SGD(0.02));
 * model.compile({ optimizer, loss: "mse" });
 * const { history } = await model.fit(samples, { epochs: 20, verbose: 0 });
 * assert(history.loss[19] < history.loss[0]);
 * ```
 *
 * @category Several processes
 */
export class DistributedOptimizer
  extends OuterOptimizer<DistributedOptimizerOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    ...OPTIONS,
    ...NO_STEP,
  };
  /** The processes. */
  declare readonly group: Group;
  readonly #accumulation = new Accumulation(this.innerOptimizer);
  readonly #sender = new Sender(this.#accumulation);
  #trained: readonly Variable[] | null = null;
  readonly #start = new SameStart(this);

  /** The variables of the inner optimizer. */
  override get variables(): Variable[] {
    return this.innerOptimizer.variables;
  }

  /**
   * Makes what the inner optimizer needs, and gives all processes the values of the process 0; on a device whose memory the
   * processor does not reach, `fit` does that, and `exchange` sees that they are the same.
   *
   * @throws {ValueError} if the processes train other variables.
   */
  override build(variables: readonly Variable[]): void {
    checkArgumentCount(`build ${this.name}`, arguments, 1);
    if (this.#trained) return;
    super.build(variables);
    this.#start.share(`build ${this.name}`, variables);
    this.#noteTrained(variables);
  }

  /**
   * Gives all processes those weights of a model that are not trained as the process 0 has them, once, where the processor
   * reaches them. A `Trainer` calls it for a model that is built; `fit` shares all weights.
   *
   * @throws {TypeError} if it has no weights.
   * @throws {ValueError} if the processes have other weights.
   */
  override beginWith(model: { readonly weights: readonly Variable[] }): void {
    checkArgumentCount("begin with a model", arguments, 1);
    this.#start.shareOthers(model, this.#trained ?? []);
  }

  /**
   * Sends gradients of variables in pieces while the backward pass goes on: for `onGradient` of a `GradientTape`, by which
   * all processes have to be told the same. `apply` goes on with them. Between updates there is nothing to send.
   *
   * @throws {TypeError} if they are no variables.
   * @throws {ValueError} if they are not among those that it trains.
   */
  override gradientListener(
    variables: readonly Variable[],
  ): GradientListener | undefined {
    checkArgumentCount("listen to gradients", arguments, 1);
    const sender = this.#sender, trained = this.#trained;
    this.#checkListened(variables);
    sender.checkLeft();
    sender[Symbol.dispose]();
    const { communicator } = this.group;
    if (!communicator || !trained || this.#accumulation.waits) return;
    const sent = sender.open(communicator, trained);
    return (gradient, place) => sent.add(variables[place], gradient);
  }

  /**
   * Sends gradients, as far as that has not been done, and resolves when all have left: on a device whose memory the
   * processor does not reach, such as WebGPU, they are read for that, piece by piece. `apply` goes on with the same gradients;
   * there it needs this to be awaited before. All processes have to call it. `fit` does, and `minimizeAsync` of a `Trainer`.
   *
   * @example
   * ```ts
   * import * as dg from "@decograd/decograd";
   * import * as distributed from "@decograd/decograd/distributed";
   * import { assertEquals } from "@std/assert";
   *
   * await distributed.init();
   * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
   * const optimizer = new distributed.DistributedOptimizer(new dg.optimizers.SGD(0.5));
   * const { gradients } = dg.valueAndGrad(() => w.square().sum(), [w]);
   * await optimizer.exchange(gradients, [w]);
   * optimizer.apply(gradients, [w]);
   * assertEquals([...await w.value.data()], [0, 0]);
   * ```
   *
   * @throws {ValueError} as `apply` does, but for what only the inner optimizer knows.
   */
  override async exchange(
    gradients: readonly (Tensor | null)[],
    variables: readonly Variable[] | null = this.#trained,
  ): Promise<void> {
    checkArgumentCount("exchange gradients", arguments, 2);
    const { communicator } = this.group, trained = variables ?? [];
    const updates = toUpdates(gradients, trained);
    if (!communicator || updates.length === 0) return;
    await this.#sender.leave(async () => {
      await this.#start.checkOnceRead(`build ${this.name}`, trained);
      if (this.#accumulation.waits) return null;
      return this.#sender.sendAll(communicator, trained, updates);
    });
  }

  /**
   * Makes a step by the mean of the gradients of all processes, which all have to call this.
   *
   * @throws {ValueError} as the inner optimizer does; if the processes call something else; or if the weights were not the
   * same and the gradients are of those before.
   */
  override apply(
    gradients: readonly (Tensor | null)[],
    variables: readonly Variable[] | null = this.#trained,
    guard: Guard | null = null,
  ): void {
    checkArgumentCount("apply gradients", arguments, 3);
    const { innerOptimizer } = this, { communicator } = this.group;
    const trained = variables ?? [], updates = toUpdates(gradients, trained);
    if (updates.length === 0) return;
    if (communicator && guard) {
      throw new ValueError(
        `Cannot apply gradients: expected ${this.name} around the optimizer with a loss scale, so that all ranks have the same one, received it inside`,
      );
    }
    this.#sender.checkLeft();
    transact(() => {
      using _scope = new Scope();
      noGrad(() => {
        if (!this.#trained) this.#buildLate(trained);
        const accumulation = this.#accumulation;
        if (!communicator || accumulation.waits) {
          // A loss scale inside takes no guard.
          const guards = guard ? [guard] : [];
          return innerOptimizer.apply(gradients, trained, ...guards);
        }
        const means = this.#sender.means(communicator, trained, updates);
        accumulation.clear();
        innerOptimizer.apply(
          gradients.map((gradient, i) =>
            gradient && (means.get(trained[i]) ?? gradient)
          ),
          trained,
        );
      });
    });
  }

  /**
   * Gives all processes the mean of what they have accumulated since the last update, so that the state of one is that of
   * all: what to await before a checkpoint between two updates. All have to call it; `fit` does at the end of an epoch.
   */
  async shareAccumulated(): Promise<void> {
    checkArgumentCount("share what is accumulated", arguments, 0);
    const { group } = this;
    if (group.size === 1 || this.accumulatedSteps === 0) return;
    for (const kept of this.#accumulation.kept.values()) {
      const { value: { backend }, shape } = kept;
      const own = await kept.value.read();
      const mean = group.allReduce(own, { op: "mean" });
      using shared = Tensor.from(backend, mean, shape);
      kept.assign(shared);
    }
  }

  /** The loss times the loss scale, if there is one. */
  override scaleLoss(loss: Tensor): Tensor {
    checkArgumentCount("scale a loss", arguments, 1);
    return this.innerOptimizer.scaleLoss(loss);
  }

  /** Frees what the inner optimizer keeps. */
  override [Symbol.dispose](): void {
    this.#sender[Symbol.dispose]();
    super[Symbol.dispose]();
    this.#trained = null;
    this.#start.forget();
  }

  #checkListened(variables: readonly Variable[]): void {
    const action = "listen to gradients", trained = this.#trained;
    checkVariables(action, variables);
    const other = trained && variables.find((one) => !trained.includes(one));
    if (!other) return;
    throw new ValueError(
      `Cannot ${action}: expected variables that ${this.name} was built for, received "${other.path}"`,
    );
  }

  /** The gradients are of the weights that there are: these must not change now. */
  #buildLate(variables: readonly Variable[]): void {
    this.#start.check(`build ${this.name}`, variables);
    super.build(variables);
    this.#noteTrained(variables);
  }

  /** A step that fails takes back what it has built. */
  #noteTrained(variables: readonly Variable[]): void {
    this.#trained = variables;
    noteChange(null, { undone: () => this.#trained = null });
  }
}
