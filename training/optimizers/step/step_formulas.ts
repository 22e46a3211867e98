/** What a step does to one variable, as expressions: sums that it needs first, then all of it in one kernel. */

import {
  constant,
  type Expr,
  input,
  inputsOf,
  substitute,
} from "../../../backends/expr.ts";
import { checkExpression } from "../../../autograd/expression.ts";
import * as f from "../../../autograd/formula.ts";
import { quote } from "../../../config/errors.ts";
import { clip } from "./clip.ts";
import type { Settings } from "../options.ts";

/**
 * What the formulas of an update speak of.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const { add, mul, sub } = dg.formula;
 *
 * class Averaging extends dg.optimizers.Optimizer {
 *   constructor() {
 *     super({ learningRate: 1 });
 *   }
 *   protected override slotNames() {
 *     return [["mean"]];
 *   }
 *   protected override formulas({ g, w, slots, numbers }: dg.optimizers.Terms) {
 *     const mean = mul(0.5, add(slots[0], g));
 *     return [sub(w, mul(numbers[0], mean)), mean];
 *   }
 * }
 *
 * const w = new dg.layers.Variable(dg.tensor([1]), { name: "w" });
 * new Averaging().apply([dg.tensor([4])], [w]);
 * assertEquals(await w.value.item(), -1);
 * ```
 *
 * @category Optimizers
 */
export interface Terms {
  /** The gradient. */
  readonly g: Expr;
  /** The weight. */
  readonly w: Expr;
  /** What is kept for the weight, in the order of `slotNames`. */
  readonly slots: readonly Expr[];
  /** What `numbers` gives: numbers of the step, so that no kernel is compiled for a step. */
  readonly numbers: readonly Expr[];
}

/** The update that an optimizer makes. */
export interface Rule {
  /** How many slots it keeps for each variable. */
  slots(): number;
  /** The numbers of the `step`-th update. */
  numbers(learningRate: number, step: number): readonly number[];
  /** Expressions whose sums over the whole variable the formulas need. */
  sums(terms: Terms): readonly Expr[];
  /** The weight after the update, then each slot. */
  formulas(terms: Terms, sums: readonly Expr[]): readonly Expr[];
}

/** What differs between the steps of an optimizer and its variables; `null` where only the device knows. */
export interface StepKind {
  /** Whether there is a gradient. */
  readonly hasGradient: boolean;
  /** Whether the weight decays. */
  readonly decays: boolean;
  /** Whether this is the last of the steps whose gradients are accumulated. */
  readonly isDue: boolean | null;
  /** Whether averages are to replace the weights. */
  readonly overwrites: boolean | null;
  /** Whether a loss scale says if the step is made at all. */
  readonly isGuarded: boolean;
}

/** Expressions, and of which of the operands they speak. */
export interface Kernel {
  /** Input `i` is operand `from[i]`. */
  readonly exprs: readonly Expr[];
  readonly from: readonly number[];
}

/**
 * The kernels of a step. Their operands are the gradient, the weight, what is kept for it (average and accumulator
 * first), the numbers of the step, the guard and the loss scale if there are any, the sum for clipping if there is one,
 * and the sums of the update's own.
 */
export interface StepFormulas {
  /** What the sum for clipping is of. */
  readonly clipSum: Kernel | null;
  /** What the update's own sums are of. */
  readonly sums: readonly Kernel[];
  /** The new values. */
  readonly update: Kernel;
  /** Which operands those replace. */
  readonly replaces: readonly number[];
}

/** Numbers of a step that come before those of the update. */
const SHARED_NUMBERS = 4;

type Flag = boolean | Expr;

/** Joins all that a step does to a variable by `numbers` numbers, shared ones included. */
export function compose(
  rule: Rule,
  settings: Settings,
  numbers: number,
  kind: StepKind,
): StepFormulas {
  let count = 0;
  const take = (many: number | boolean): Expr[] =>
    Array.from({ length: Number(many) }, () => input(count++));
  const { gradientAccumulationSteps: steps, useEma } = settings;
  const [gradient, w] = take(2);
  const [average] = take(useEma), [accumulated] = take(steps !== null);
  const kept = take(rule.slots());
  const held = [w, average, accumulated, ...kept].filter(Boolean);
  const [due, overwrite, momentum, decay] = take(SHARED_NUMBERS);
  const own = take(numbers - SHARED_NUMBERS);
  const [guard, scale] = take(kind.isGuarded ? 2 : 0);

  const isDue = steps === null ? true : kind.isDue ?? due;
  const unscaled = f.div(gradient, scale ?? settings.lossScaleFactor ?? 1);
  const total = accumulated ? f.add(accumulated, unscaled) : unscaled;
  const mean = f.div(total, steps ?? 1);
  const isClipped = kind.hasGradient && isDue !== false &&
    (settings.clipnorm ?? settings.globalClipnorm) !== null;
  const [squares] = take(isClipped);
  const terms: Terms = {
    g: clip(mean, squares, settings),
    w: kind.decays ? f.sub(w, f.mul(w, decay)) : w,
    slots: kept,
    numbers: own,
  };
  const updates = kind.hasGradient && isDue !== false;
  const sums = updates ? rule.sums(terms) : [];
  const [nextW, ...nextKept] = updates
    ? checked(rule.formulas(terms, take(sums.length)), 1 + kept.length)
      .map((next, i) => pick(isDue, next, [w, ...kept][i]))
    : [w, ...kept];
  const nextAccumulated = accumulated &&
    pick(isDue, constant(0), kind.hasGradient ? total : accumulated);
  const nextAverage = average &&
    f.add(f.mul(momentum, average), f.mul(f.sub(1, momentum), nextW));
  const overwrites = useEma && (kind.overwrites ?? overwrite);
  const lastW = pick(overwrites, nextAverage, nextW);
  const next = [lastW, nextAverage, nextAccumulated, ...nextKept]
    .filter(Boolean);
  const changed = held
    .map((old, i) => ({ old, next: pick(guard ?? true, next[i], old), i }))
    .filter(({ old, next }) => old !== next);
  return {
    clipSum: isClipped ? kernelOf([f.square(mean)]) : null,
    sums: sums.map((sum) => kernelOf([sum])),
    update: kernelOf(changed.map(({ next }) => next)),
    replaces: changed.map(({ i }) => i + 1),
  };
}

/** What an optimizer's formulas gave, if it is an expression for the weight and for each of its slots. */
function checked(formulas: unknown, count: number): readonly Expr[] {
  const action = "make a step";
  if (!Array.isArray(formulas) || formulas.length !== count) {
    throw new TypeError(
      `Cannot ${action}: expected formulas to give ${count} expressions, the weight's and each slot's, received ${
        quote(formulas)
      }`,
    );
  }
  for (const formula of Array.from(formulas)) checkExpression(action, formula);
  return formulas;
}

function pick(flag: Flag, a: Expr, b: Expr): Expr {
  if (typeof flag === "boolean") return flag ? a : b;
  return f.where(flag, a, b);
}

/** The expressions over those operands alone that they mention; the weight stands for none, for its shape. */
function kernelOf(exprs: readonly Expr[]): Kernel {
  const used = inputsOf(...exprs);
  const from = used.length > 0 ? used : [1];
  const place = new Map(from.map((operand, i) => [operand, input(i)]));
  const done = new Map<Expr, Expr>();
  const moved = exprs.map((expr) =>
    substitute(expr, (operand) => place.get(operand)!, done)
  );
  return { exprs: moved, from };
}
