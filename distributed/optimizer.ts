/** An optimizer that makes the same step on all processes, by the mean of their gradients. */

import type { GradientListener } from "../autograd/pull_back.ts";
import { noGrad } from "../autograd/tape.ts";
import { Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { transact } from "../autograd/transaction.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import type { AnySchema, Row } from "../config/schema.ts";
import { refuse } from "../config/schema.ts";
import {
  get,
  type Optimizer,
  type OptimizerIdentifier,
  OuterOptimizer,
  serialize,
} from "../training/optimizers/mod.ts";
import { NO_STEP } from "../training/optimizers/outer_optimizer.ts";
import type { Guard } from "../training/optimizers/step/guard.ts";
import { toUpdates } from "../training/optimizers/step/update.ts";
import type { Variable } from "../variables/variable.ts";
import { Accumulation } from "./accumulation.ts";
import { Buckets } from "./buckets.ts";
import { hostElements } from "./elements.ts";
import { Group } from "./group.ts";
import { currentGroup } from "./init.ts";
import { checkSame } from "./same_model.ts";

/**
 * The options of `DistributedOptimizer`.
 * @category Several processes
 */
export interface DistributedOptimizerOptions {
  /** The optimizer that makes the steps, or what stands for one. */
  readonly innerOptimizer: OptimizerIdentifier;
  /** The processes; those that `init` has joined if not given. */
  readonly group?: Group | null;
  /** Its name. */
  readonly name?: string | null;
}

/**
 * Makes the step of another optimizer by the mean of the gradients of all processes, so that `n` of them with a share of
 * `b / n` samples each train as one does with batches of `b`. When it is built it sees that all processes train the same
 * variables, and gives all the values that the process 0 has. What it keeps is what the inner optimizer keeps: a checkpoint
 * goes on with it, without it, and with another number of processes.
 *
 * In `fit`, the logs of epochs are means over all processes, which stop together; callbacks are told on the process 0
 * alone, which the others follow in the learning rate and the weights. The weights and the gradients have to lie in the
 * processor's memory: on the backends wasm, blas or reference.
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
    innerOptimizer: optimizer(),
    group: processes(),
    ...NO_STEP,
  };
  /** The processes. */
  declare readonly group: Group;
  readonly #accumulation = new Accumulation(this.innerOptimizer);
  #trained: readonly Variable[] | null = null;
  /** Gradients that have been sent, or are about to be, before `apply` is given them. */
  #sent: Buckets | null = null;

  /** The variables of the inner optimizer. */
  override get variables(): Variable[] {
    return this.innerOptimizer.variables;
  }

  /**
   * Makes what the inner optimizer needs, and gives all processes the values of the process 0.
   *
   * @throws {ValueError} if the processes train other variables, or on a device whose memory the processor does not see.
   */
  override build(variables: readonly Variable[]): void {
    checkArgumentCount(`build ${this.name}`, arguments, 1);
    if (this.#trained) return;
    super.build(variables);
    this.#trained = variables;
    const { group } = this;
    if (group.size === 1) return;
    checkSame(`build ${this.name}`, group, variables);
    using _scope = new Scope();
    noGrad(() => {
      for (const variable of variables) {
        variable.assign(group.broadcast(variable.value));
      }
    });
  }

  /**
   * Sends gradients of variables in pieces while the backward pass goes on: for `onGradient` of a `GradientTape`, by which
   * all processes have to be told the same. `apply` goes on with them. Between updates there is nothing to send.
   */
  override gradientListener(
    variables: readonly Variable[],
  ): GradientListener | undefined {
    checkArgumentCount("listen to gradients", arguments, 1);
    this.#forgetSent();
    const { communicator } = this.group;
    if (!communicator || !this.#trained || this.#accumulation.waits) return;
    const sent = this.#sent = new Buckets(communicator);
    const { kept } = this.#accumulation;
    return (gradient, place) =>
      this.#send(sent, variables[place], gradient, kept);
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
    const { group, innerOptimizer } = this;
    const trained = variables ?? [];
    const { communicator } = group;
    const updates = toUpdates(gradients, trained);
    if (updates.length === 0) return;
    if (communicator && guard) {
      throw new ValueError(
        `Cannot apply gradients: expected ${this.name} around the optimizer with a loss scale, so that all ranks have the same one, received it inside`,
      );
    }
    transact(() => {
      using _scope = new Scope();
      noGrad(() => {
        if (!this.#trained) this.#buildLate(trained);
        const accumulation = this.#accumulation;
        if (!communicator || accumulation.waits) {
          return innerOptimizer.apply(gradients, trained, guard);
        }
        const { kept } = accumulation;
        const sent = this.#sent ??= new Buckets(communicator);
        // The backward pass makes those of the last layers first.
        for (const { variable, gradient } of updates.toReversed()) {
          this.#send(sent, variable, gradient, kept);
        }
        const means = sent.means();
        this.#forgetSent();
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
   * all: what to do before a checkpoint between two updates. All have to call it; `fit` does at the end of an epoch.
   */
  shareAccumulated(): void {
    checkArgumentCount("share what is accumulated", arguments, 0);
    const { group } = this;
    if (group.size === 1 || this.accumulatedSteps === 0) return;
    using _scope = new Scope();
    noGrad(() => {
      for (const kept of this.#accumulation.kept.values()) {
        kept.assign(group.allReduce(kept.value, { op: "mean" }));
      }
    });
  }

  /** The loss times the loss scale, if there is one. */
  override scaleLoss(loss: Tensor): Tensor {
    checkArgumentCount("scale a loss", arguments, 1);
    return this.innerOptimizer.scaleLoss(loss);
  }

  /** Frees what the inner optimizer keeps. */
  override [Symbol.dispose](): void {
    this.#forgetSent();
    super[Symbol.dispose]();
    this.#trained = null;
  }

  /** Sends a gradient with what was accumulated before it, if that has not been done. */
  #send(
    sent: Buckets,
    variable: Variable,
    gradient: Tensor,
    kept: ReadonlyMap<Variable, Variable>,
  ): void {
    if (sent.has(variable, gradient)) return;
    sent.add(
      variable,
      gradient,
      () => this.#accumulation.joined(gradient, kept.get(variable)),
    );
  }

  #forgetSent(): void {
    this.#sent?.[Symbol.dispose]();
    this.#sent = null;
  }

  /** The gradients are of the weights that there are: these must not change now. */
  #buildLate(variables: readonly Variable[]): void {
    const copies = variables.map(({ value }) =>
      hostElements(`build ${this.name}`, value).slice()
    );
    this.build(variables);
    const { group } = this;
    const isOther = variables.some(({ value }, i) =>
      hostElements(`build ${this.name}`, value)
        .some((element, at) => element !== copies[i][at])
    );
    const [others] = group.allReduce(Float64Array.of(Number(isOther)), {
      op: "max",
    });
    if (others === 0) return;
    throw new ValueError(
      `Cannot apply gradients: expected weights that are the same on every rank before the first step, received others (give the model an inputShape, so that it is built before, or call setRandomSeed)`,
    );
  }
}

function optimizer(): Row<OptimizerIdentifier, Optimizer> {
  return {
    read(value, place) {
      const made = get(value as OptimizerIdentifier);
      return made ?? refuse(place, "an optimizer", value);
    },
    write: (value) => serialize(value),
  };
}

function processes(): Row<Group | null, Group> {
  return {
    read(value, place) {
      const group = value ?? currentGroup();
      if (group instanceof Group) return group;
      return refuse(
        place,
        "a group, or that init has been called and awaited before",
        value,
      );
    },
    write: () => undefined,
  };
}
