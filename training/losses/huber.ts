/** The Huber loss. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
import {
  abs,
  greaterEqual,
  mul,
  square,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise } from "./pointwise.ts";

/** The options of `Huber`. */
export interface HuberOptions extends LossOptions {
  /** Up to which error the loss is a square; beyond it is a line. 1 if not given. */
  readonly delta?: number;
}

// Kept by delta, so that each is compiled once.
const exprs = new Map<number, Expr>();

function exprOf(delta: number): Expr {
  const known = exprs.get(delta);
  if (known) return known;
  const error = abs(sub(y, x));
  const line = sub(mul(delta, error), delta * delta / 2);
  const expr = where(greaterEqual(delta, error), mul(0.5, square(error)), line);
  exprs.set(delta, expr);
  return expr;
}

/**
 * The mean over the last axis of half the squared differences, or of a line that goes on where they exceed `delta`: one
 * number a sample, or a pixel.
 *
 * Huber: Robust estimation of a location parameter (1964).
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function huber(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly delta?: number } = {},
): Tensor {
  checkArgumentCount("compute huber", arguments, 3);
  checkOptions("huber", options, ["delta"]);
  const delta = checkNumber("huber", "delta", options.delta ?? 1);
  return foldPointwise({ name: "huber", expr: exprOf(delta) }, yTrue, yPred);
}

/**
 * The Huber loss: a square near 0, a line far off.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Huber({ delta: 2 });
 * const value = loss.call(dg.tensor([[0, 0]]), dg.tensor([[1, 3]]));
 * assertAlmostEquals(await value.item(), (0.5 + 4) / 2);
 * ```
 */
export class Huber extends Loss {
  /** Up to which error the loss is a square. */
  readonly delta: number;

  /**
   * Sets where the line begins.
   *
   * @throws {ValueError} if it is not a number.
   */
  constructor(options: HuberOptions = {}) {
    checkArguments("Huber", arguments, [...LOSS_OPTIONS, "delta"]);
    super("huber_loss", options);
    this.delta = checkNumber("Huber", "delta", options.delta ?? 1);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return huber(yTrue, yPred, { delta: this.delta });
  }

  /** Keras's arguments; where the line begins, which Keras leaves out, if it is not 1. */
  override getConfig(): Config {
    const config = super.getConfig();
    return this.delta === 1 ? config : { ...config, delta: this.delta };
  }
}
