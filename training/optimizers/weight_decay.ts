/** Which weights decay, and their decay. */

import * as f from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Variable } from "../../layers/variable.ts";
import type { Update } from "./update.ts";

const decayed = f.sub(f.x, f.mul(f.x, f.y));

/** What is not to decay. */
export interface DecayExclusions {
  /** These variables. */
  readonly varList?: readonly Variable[] | null;
  /** Variables whose name matches one of these regular expressions anywhere, such as `"bias"`. */
  readonly varNames?: readonly string[] | null;
}

/** The decay of the weights that are not excluded from it. */
export class WeightDecay {
  #variables: ReadonlySet<Variable> = new Set();
  #pattern: RegExp | null = null;

  /** Replaces what is excluded. */
  exclude({ varList, varNames }: DecayExclusions): void {
    this.#variables = new Set(varList ?? []);
    const names = varNames ?? [];
    this.#pattern = names.length > 0 ? new RegExp(names.join("|")) : null;
  }

  /** Takes this part of each weight, times the learning rate, off it, unless it is excluded. */
  apply(
    updates: readonly Update[],
    weightDecay: number | null,
    learningRate: number,
  ): void {
    if (weightDecay === null) return;
    for (const { variable } of updates) {
      if (this.#variables.has(variable)) continue;
      if (this.#pattern?.test(variable.name)) continue;
      const part = weightDecay * learningRate;
      variable.assign(elementwise(decayed, [variable, part]));
    }
  }
}
