/** How processes begin with the same: what the process 0 has becomes that of all, or is compared with what they have. */

import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import { noteChange } from "../autograd/transaction.ts";
import type { Optimizer } from "../training/optimizers/mod.ts";
import { isReached } from "../training/optimizers/process_group.ts";
import { checkVariables } from "../training/optimizers/step/update.ts";
import type { Variable } from "../variables/variable.ts";
import type { Group } from "./group.ts";
import { checkSame } from "./same_model.ts";
import {
  checkSameOnceRead,
  checkSameValues,
  shareValues,
} from "./same_values.ts";

/** What is known of the processes, and how they train. */
interface Owner {
  readonly group: Group;
  readonly innerOptimizer: Optimizer;
}

/** Variables with which all processes have begun. */
export class SameStart {
  readonly #owner: Owner;
  /** Those of which all are known to have had the same values. */
  #known = new WeakSet<Variable>();
  /** Models of which all have the same other weights. */
  #begun = new WeakSet<object>();

  /** Of processes that train by an optimizer. */
  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /**
   * Gives all processes the values of the process 0, where the processor reaches them; elsewhere they are compared later.
   *
   * @throws {ValueError} on every process if one has other variables, or the values are no numbers.
   */
  share(action: string, variables: readonly Variable[]): void {
    const { group, innerOptimizer } = this.#owner;
    if (group.size === 1) return;
    checkSame(action, group, innerOptimizer, variables);
    using _scope = new Scope();
    noGrad(() => {
      if (!variables.every(({ value }) => isReached(value))) return;
      shareValues(action, group, variables);
      this.#note(this.#known, variables);
    });
  }

  /** The same for what a model has besides the `trained` ones, once. */
  shareOthers(
    model: { readonly weights: readonly Variable[] },
    trained: readonly Variable[],
  ): void {
    if (this.#begun.has(model) || this.#owner.group.size === 1) return;
    const { weights } = Object(model);
    checkVariables("begin with a model", weights);
    const known = new Set(trained);
    const others = weights.filter((one: Variable) => !known.has(one));
    if (others.length > 0) this.share("begin with a model", others);
    this.#note(this.#begun, [model]);
  }

  /**
   * Compares the values with those of the process 0, unless they are known to be the same.
   *
   * @throws {ValueError} on every process if one has others.
   */
  check(action: string, variables: readonly Variable[]): void {
    if (this.#isKnown(variables)) return;
    const { group, innerOptimizer } = this.#owner;
    checkSame(action, group, innerOptimizer, variables);
    checkSameValues(group, variables);
    this.#note(this.#known, variables);
  }

  /** The same where they have to be read. */
  async checkOnceRead(
    action: string,
    variables: readonly Variable[],
  ): Promise<void> {
    if (this.#isKnown(variables)) return;
    const { group, innerOptimizer } = this.#owner;
    checkSame(action, group, innerOptimizer, variables);
    await checkSameOnceRead(group, variables);
    this.#note(this.#known, variables);
  }

  /** Knows of nothing any more. */
  forget(): void {
    this.#known = new WeakSet();
    this.#begun = new WeakSet();
  }

  #isKnown(variables: readonly Variable[]): boolean {
    return this.#owner.group.size === 1 ||
      variables.every((one) => this.#known.has(one));
  }

  /** A step that fails takes back what was assigned in it. */
  #note<T extends object>(set: WeakSet<T>, all: readonly T[]): void {
    for (const one of all) set.add(one);
    noteChange(null, {
      undone: () => all.forEach((one) => set.delete(one)),
    });
  }
}
