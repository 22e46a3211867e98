/** Makes programs that show a fault smaller. */

import type { Call, Program } from "./program.ts";

/** The smallest program found that still fails. What cannot be run does not count as failing. */
export async function shrink(
  program: Program,
  fails: (program: Program) => Promise<boolean>,
): Promise<Program> {
  let smallest = program;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smaller(smallest)) {
      if (!await fails(candidate)) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** Programs with a little less, the boldest first. */
function* smaller(program: Program): Generator<Program> {
  const { inputs, calls, events, reads, gradient } = program;
  for (let i = calls.length - 1; i >= 0; i--) yield without(program, i);
  for (const i of events.keys()) {
    yield { ...program, events: events.toSpliced(i, 1) };
  }
  for (const i of reads.keys()) {
    if (reads.length > 1 || gradient) {
      yield { ...program, reads: reads.toSpliced(i, 1) };
    }
  }
  if (gradient) {
    for (const part of ["sources", "targets"] as const) {
      for (const i of gradient[part].keys()) {
        if (gradient[part].length === 1) continue;
        const rest = gradient[part].toSpliced(i, 1);
        yield { ...program, gradient: { ...gradient, [part]: rest } };
      }
    }
  }
  // The same op on an earlier value.
  for (const [i, call] of calls.entries()) {
    for (const [k, arg] of call.args.entries()) {
      for (let other = 0; other < Math.min(arg, inputs.length); other++) {
        const args = call.args.with(k, other);
        yield { ...program, calls: calls.with(i, { ...call, args }) };
      }
    }
  }
}

/** A program without a call; what was done with its value is done with the first that it took. */
function without(program: Program, i: number): Program {
  const { inputs, calls, events, reads, gradient } = program;
  const gone = inputs.length + i, [instead] = calls[i].args;
  const renumber = (value: number): number =>
    value === gone ? instead : value > gone ? value - 1 : value;
  const all = (values: readonly number[]): number[] => [
    ...new Set(values.map(renumber)),
  ];
  const fewer = calls.toSpliced(i, 1).map((call): Call => ({
    ...call,
    args: call.args.map(renumber),
  }));
  return {
    inputs,
    calls: fewer,
    events: events
      .filter(({ value }) => value !== gone)
      .map((event) => ({
        ...event,
        after: Math.max(0, event.after - (event.after >= i ? 1 : 0)),
        value: renumber(event.value),
      })),
    reads: all(reads),
    gradient: gradient && {
      ...gradient,
      targets: all(gradient.targets),
    },
  };
}
