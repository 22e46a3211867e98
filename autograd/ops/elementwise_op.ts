/** Turns a scalar expression into a differentiable op. */

import { type Expr, input, inputsOf, substitute } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { differentiate } from "../derivative.ts";
import { checkArray } from "../../config/options.ts";
import { youngList } from "../../config/young.ts";
import { checkExpression } from "../expression.ts";
import { evaluate } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { isStill, pulledBack } from "../slope.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { sumTo } from "./broadcast.ts";

/** An elementwise op: one line of calculus. */
export interface Row {
  /** The value, over inputs 0, 1, ... */
  readonly value: Expr;
  /** The partial derivatives, where they read simpler than by rule; the input after the last is the output. */
  readonly partials?: readonly Expr[];
}

/** The way back to one input, by an op on the cotangent, the inputs and the output, those that it needs. */
interface Backward {
  /** None where it is the one operand itself. */
  readonly op: Op<readonly Shape[]> | null;
  /** For each operand: 0 is the cotangent, `i + 1` residual `i`. */
  readonly from: readonly number[];
}

/** The op of a row; its attributes are the inputs' shapes. */
export function elementwiseOp(name: string, row: Row): Op<readonly Shape[]> {
  // Derived at the first call and kept: an expression object is compiled once.
  let slots: readonly number[], backwards: readonly (Backward | null)[];
  return {
    name,
    forward(inputs) {
      if (!slots) {
        const partials = row.partials ??
          inputs.map((_, i) => differentiate(row.value, i));
        slots = inputsOf(...partials);
        backwards = partials.map((partial) => backward(partial, slots));
      }
      const output = evaluate(row.value, inputs);
      const made: [Tensor, ...Tensor[]] = [output];
      for (let i = 0; i < slots.length; i++) {
        made.push(slots[i] < inputs.length ? inputs[slots[i]] : output);
      }
      return made;
    },
    vjp(cotangent, residuals, shapes, wants) {
      return backwards.map((way, i) => {
        if (!wants[i] || !way) return null;
        const { op, from } = way, operands = youngList<Tensor>(from.length);
        for (let j = 0; j < from.length; j++) {
          operands[j] = from[j] === 0 ? cotangent : residuals[from[j] - 1];
        }
        const whole = op === null ? operands[0] : runRow(op, operands);
        return sumTo(whole, shapes[i]);
      });
    },
  };
}

function backward(
  partial: Expr,
  slots: readonly number[],
): Backward | null {
  if (isStill(partial)) return null;
  const along = substitute(partial, (k) => input(1 + slots.indexOf(k)));
  const product = pulledBack(input(0), along);
  const from = inputsOf(product);
  const value = substitute(product, (k) => input(from.indexOf(k)));
  return { op: value.fn === "input" ? null : opOf(value), from };
}

// Ops of expressions, as long as the expressions live: whoever keeps one pays for its derivative once.
const ops = new WeakMap<Expr, Op<readonly Shape[]>>();

function opOf(value: Expr): Op<readonly Shape[]> {
  const known = ops.get(value);
  if (known) return known;
  const op = elementwiseOp("elementwise", { value });
  ops.set(value, op);
  return op;
}

/**
 * Any scalar expression as a differentiable op over tensors that broadcast together: one kernel, forward and back.
 * Input `i` of the expression is `inputs[i]`; the derivative is taken by rule, to any order. Keep the expression rather
 * than making it anew: its derivative and its kernels are kept by its identity.
 *
 * @throws {ShapeError} if the inputs do not broadcast together.
 * @throws {TypeError} if the expression mentions an input that is not there.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { x, div, add, abs } = dg.formula;
 * const softsign = (t: dg.Tensor) => dg.elementwise(div(x, add(1, abs(x))), [t]);
 * assertAlmostEquals(await softsign(dg.tensor(3)).item(), 0.75);
 * assertAlmostEquals(await dg.grad(softsign)(dg.tensor(3)).item(), 1 / 16);
 * ```
 *
 * @category Ops
 */
export function elementwise(
  expr: Expr,
  inputs: readonly TensorLike[],
): Tensor {
  checkArguments("elementwise", arguments, 2);
  checkInputs("elementwise", expr, inputs);
  // Copied: `map` skips holes.
  return applyRow(opOf(expr), [...inputs]);
}

// How many inputs an expression asks for, as long as it lives.
const counts = new WeakMap<Expr, number>();

/**
 * Refuses what is no expression, and inputs that are fewer than it mentions.
 *
 * @throws {TypeError} in either case.
 */
export function checkInputs(
  name: string,
  expr: Expr,
  inputs: readonly TensorLike[],
): void {
  let least = counts.get(expr);
  if (least === undefined) {
    checkExpression(`compute ${name}`, expr);
    least = Math.max(1, ...inputsOf(expr).map((index) => index + 1));
    counts.set(expr, least);
  }
  checkArray(`compute ${name}`, inputs, "an array of tensors");
  if (inputs.length >= least) return;
  throw new TypeError(
    `Cannot compute ${name}: expected at least ${least} inputs, received ${inputs.length}`,
  );
}

/** Runs an elementwise op on what its callers may pass. */
export function applyRow(
  op: Op<readonly Shape[]>,
  inputs: readonly TensorLike[],
): Tensor {
  return runRow(op, toTensors(op.name, inputs));
}

function runRow(
  op: Op<readonly Shape[]>,
  inputs: readonly Tensor[],
): Tensor {
  return run(op, inputs, inputs.map((tensor) => tensor.shape));
}
