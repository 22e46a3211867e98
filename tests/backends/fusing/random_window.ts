/** Random lists of commands, for what plans are made of. */

import type { Operand } from "../../../backends/backend.ts";
import { binary, input } from "../../../backends/expr.ts";
import type { Command } from "../../../backends/fusing/command.ts";
import { ExprNumbers } from "../../../backends/fusing/expressions.ts";
import { LazyBuffer } from "../../../backends/fusing/lazy_buffer.ts";
import { Window } from "../../../backends/fusing/window.ts";
import { contiguous } from "../../../backends/view.ts";
import { generator } from "../../helpers/generator.ts";

const EXPRS = (["add", "sub", "mul"] as const).map((fn) =>
  binary(fn, input(0), input(1))
);

/** A value of so many elements that has not been written. */
export function value(length: number): Operand {
  return {
    buffer: new LazyBuffer(length, 8 * length),
    view: contiguous([length]),
  };
}

/** A list of these commands. */
export function windowOf(commands: readonly Command[]): Window {
  const window = new Window(new ExprNumbers(), []);
  for (const command of commands) window.add(command);
  return window;
}

/** Maps, folds, products and rewritten values, each of which may read what any of the last ones gave. */
export function randomWindow(
  seed: number,
  { length, elements, isTame = false }: {
    length: number;
    elements: number;
    isTame?: boolean;
  },
): Window {
  const random = generator(seed);
  const values = [value(elements), value(elements)];
  const commands: Command[] = [];
  while (commands.length < length) {
    const near = values.slice(-12);
    const pick = (): Operand => near[Math.floor(random() * near.length)];
    const expr = EXPRS[Math.floor(random() * EXPRS.length)];
    const name = "elementwise", reads: Operand[] = [];
    const chance = isTame ? 1 : random();
    const isRewrite = chance < 0.15, isCall = chance > 0.15 && chance < 0.3;
    const out = isRewrite ? pick() : value(elements);
    const inputs = [pick(), pick()].filter(({ buffer }) =>
      buffer !== out.buffer
    );
    const exprs = inputs.length > 1 ? [expr] : [input(0)];
    if (isCall) {
      const own = { kind: "call", name: "matmul", exprs: [input(0)] } as const;
      commands.push({ ...own, inputs: [], reads: inputs, outs: [out] });
    } else if (isRewrite && inputs.length === 0) {
      continue;
    } else {
      commands.push({ kind: "map", name, exprs, inputs, reads, outs: [out] });
    }
    if (isRewrite) continue;
    values.push(out);
    (out.buffer as LazyBuffer).isFreed = random() < 0.5;
  }
  return windowOf(commands);
}
