/** Makes an optimizer's steps: finds the formulas and the numbers of each. */

import type { Backend } from "../../../backends/backend.ts";
import type { Tensor } from "../../../autograd/tensor.ts";
import type { Variable } from "../../../variables/variable.ts";
import type { CountedNumber } from "./counted_number.ts";
import { constrain, type Guard } from "./guard.ts";
import type { Iteration } from "./iteration.ts";
import type { NumberSource } from "./number_variable.ts";
import type { Settings } from "../options.ts";
import type { Slots } from "./slots.ts";
import { Job, runStep } from "./step.ts";
import {
  compose,
  type Rule,
  type StepFormulas,
  type StepKind,
} from "./step_formulas.ts";
import { stepNumbers } from "./step_numbers.ts";
import type { Update } from "./update.ts";

/** What an optimizer says of its steps. */
export interface StepRule extends Rule {
  /** The learning rate after `count` steps. */
  rateAt(count: number): number;
  /** Whether a weight decays, if weights do. */
  decays(variable: Variable): boolean;
}

/** Makes steps and counts them. */
export class Stepper {
  readonly #settings: Settings;
  readonly #iteration: Iteration;
  readonly #slots: Slots;
  readonly #rule: StepRule;
  // By kind of step: equal expression objects are compiled once.
  readonly #formulas = new Map<number, StepFormulas>();

  /** Makes the steps that `rule` says, with what is kept in `slots`. */
  constructor(
    settings: Settings,
    iteration: Iteration,
    slots: Slots,
    rule: StepRule,
  ) {
    this.#settings = settings;
    this.#iteration = iteration;
    this.#slots = slots;
    this.#rule = rule;
  }

  /** Makes a step; `variables` are all that the optimizer was built for. */
  run(
    updates: readonly Update[],
    variables: readonly Variable[],
    guard: Guard | null,
  ): void {
    const { useEma, gradientAccumulationSteps, globalClipnorm, weightDecay } =
      this.#settings;
    const { backend } = updates[0].gradient;
    const row = (count: number) => this.#row(count);
    const numbers = stepNumbers(backend, this.#iteration, row);
    const shared = guard ? [...numbers, guard.isFinite, guard.scale] : numbers;
    const count = this.#iteration.get();
    const [isDue, overwrites] = typeof count === "number"
      ? row(count).map((number) => number === 1)
      : [null, null];
    const isGuarded = guard !== null;
    // Of all variables that are alike it is asked once.
    const formulas: StepFormulas[] = [];
    const jobOf = (variable: Variable, gradient: Tensor | null): Job => {
      const hasGradient = gradient !== null;
      const decays = weightDecay !== null && this.#rule.decays(variable);
      const alike = formulas[2 * Number(hasGradient) + Number(decays)] ??= this
        .#formulasFor(
          { hasGradient, decays, isDue, overwrites, isGuarded },
          numbers.length,
        );
      return new Job(alike, gradient, this.#slots.held(variable));
    };
    const touchesAll = useEma || gradientAccumulationSteps !== null;
    const jobs = touchesAll
      ? ofAll(variables, updates, jobOf)
      : updates.map(({ variable, gradient }) => jobOf(variable, gradient));
    runStep(jobs, shared, globalClipnorm !== null);
    for (const { variable } of updates) constrain(variable, guard);
    this.#iteration.advance(backend, guard?.isFinite ?? null);
  }

  /** How many updates so many steps are. */
  updatesOf(steps: number): number {
    return Math.floor(steps / (this.#settings.gradientAccumulationSteps ?? 1));
  }

  /** An optimizer's own number, as it is now. */
  sourceOf(own: CountedNumber, backend: Backend): NumberSource {
    const at = (count: number) => own.at(this.updatesOf(count));
    return {
      name: own.name,
      get: () => stepNumbers(backend, this.#iteration, (n) => [at(n)])[0],
      read: async () => at(await this.#iteration.read()),
      set: (value) => own.set(value, this.updatesOf(this.#iteration.most)),
    };
  }

  /** The numbers of the step after `count` steps: whether it is due and overwrites, for the average, the decay, its own. */
  #row(count: number): readonly number[] {
    const { emaMomentum, emaOverwriteFrequency, weightDecay } = this.#settings;
    const updates = this.updatesOf(count);
    const rate = this.#rule.rateAt(count);
    const overwrites = emaOverwriteFrequency !== null &&
      (updates + 1) % emaOverwriteFrequency === 0;
    return [
      Number(this.updatesOf(count + 1) > updates),
      Number(overwrites),
      updates === 0 ? 0 : emaMomentum,
      (weightDecay ?? 0) * rate,
      ...this.#rule.numbers(rate, updates + 1),
    ];
  }

  #formulasFor(kind: StepKind, numbers: number): StepFormulas {
    const key = keyOf(kind), known = this.#formulas.get(key);
    if (known) return known;
    const made = compose(this.#rule, this.#settings, numbers, kind);
    this.#formulas.set(key, made);
    return made;
  }
}

/** Of each variable what `of` makes of it and its gradient, if it has one. */
function ofAll<T>(
  variables: readonly Variable[],
  updates: readonly Update[],
  of: (variable: Variable, gradient: Tensor | null) => T,
): T[] {
  const gradients = new Map(updates.map((u) => [u.variable, u.gradient]));
  return variables.map((one) => of(one, gradients.get(one) ?? null));
}

/** A number for a kind of step: a digit for each of its facts. */
function keyOf(
  { hasGradient, decays, isDue, overwrites, isGuarded }: StepKind,
): number {
  const facts = [hasGradient, decays, isDue, overwrites, isGuarded];
  return facts.reduce((key, fact) => 3 * key + digitOf(fact), 0);
}

function digitOf(fact: boolean | null): number {
  return fact === null ? 2 : Number(fact);
}
