/** Random lists of commands, for what plans are made of. */

import type { Operand } from "../../../backends/backend.ts";
import { binary, constant, input } from "../../../backends/expr.ts";
import type { Command } from "../../../backends/fusing/command.ts";
import { ExprNumbers } from "../../../backends/fusing/expressions.ts";
import { LazyBuffer } from "../../../backends/fusing/lazy_buffer.ts";
import { Tokens } from "../../../backends/fusing/tokens.ts";
import { Trace } from "../../../backends/fusing/trace.ts";
import { contiguous } from "../../../backends/view.ts";
import { generator } from "../../helpers/random.ts";

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
export function traceOf(commands: readonly Command[]): Trace {
  const trace = new Trace(new Tokens(new ExprNumbers()));
  for (const command of commands) trace.add(command);
  return trace;
}

/** A command's kind, by chance. */
const KINDS = [
  "elementwise",
  "elementwise",
  "elementwise",
  "reduce",
  "matmul",
  "rewrite",
] as const;

/** Maps, folds, products and rewritten values, each of which may read what any of the last ones gave. */
export function randomTrace(
  seed: number,
  { length, elements, isTame = false }: {
    length: number;
    elements: number;
    /** Whether there are but maps. */
    isTame?: boolean;
  },
): Trace {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T =>
    from[Math.floor(random() * from.length)];
  const values = [value(elements), value(elements), value(1)];
  const commands: Command[] = [];
  while (commands.length < length) {
    const near = values.slice(-12), kind = isTame ? "elementwise" : pick(KINDS);
    const first = pick(near), second = pick(near);
    const { shape } = first.view;
    const inputs = [first];
    // Another one of its size, or one element that is repeated.
    if (second.view.shape[0] === shape[0]) inputs.push(second);
    else if (second.view.shape[0] === 1) {
      const view = { shape, strides: [0], offset: 0 };
      inputs.push({ buffer: second.buffer, view });
    }
    const exprs = inputs.length > 1 ? [pick(EXPRS)] : [input(0)];
    const out = kind === "rewrite"
      ? pick(near)
      : value(kind === "reduce" ? 1 : shape[0]);
    const own = { inputs, reads: [], outs: [out] };
    if (kind === "matmul") {
      const none = { exprs: [input(0)], inputs: [] };
      commands.push({
        ...own,
        ...none,
        kind: "call",
        name: kind,
        reads: inputs,
      });
    } else if (kind === "reduce") {
      if (shape[0] === 1) continue;
      commands.push({ ...own, kind, name: "reduce", fn: "sum", exprs });
    } else if (kind === "elementwise") {
      commands.push({ ...own, kind, name: "elementwise", exprs });
    } else {
      const zero = { exprs: [constant(0)], inputs: [] };
      commands.push({
        ...own,
        ...zero,
        kind: "elementwise",
        name: "elementwise",
      });
      continue;
    }
    values.push(out);
    (out.buffer as LazyBuffer).isFreed = random() < 0.5;
  }
  return traceOf(commands);
}
