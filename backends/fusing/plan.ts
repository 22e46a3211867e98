/** What is to be run for a trace of commands: kernels in an order, and when memory comes and goes. */

import type { Backend, Buffer, Operand, ReduceFn } from "../backend.ts";
import { DeviceError } from "../../config/errors.ts";
import type { Expr } from "../expr.ts";
import type { Outcome } from "../journal.ts";
import { originOf } from "../origin.ts";
import type { View } from "../view.ts";
import type { Call } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import type { Trace } from "./trace.ts";

/** An operand of a trace's buffer, by its number. */
export interface Place {
  /** The number of the buffer. */
  readonly buffer: number;
  /** How it is looked at. */
  readonly view: View;
}

/** One kernel. */
export interface Step {
  /** An elementwise kernel, a fold, or any other kernel. */
  readonly kind: "elementwise" | "reduce" | "call";
  /** The command whose kernel it is; what is not part of the plan, such as a random key, is taken from it. */
  readonly command: number;
  /** The expressions; none for a call without epilogue. */
  readonly exprs: readonly Expr[];
  /** What they are over. */
  readonly inputs: readonly Place[];
  /** What a call reads besides. */
  readonly reads: readonly Place[];
  /** What is written. */
  readonly outs: readonly Place[];
  /** Buffers, in pairs, of which the second takes over the memory of the first, which is an input. */
  readonly reuses: readonly (readonly [from: number, to: number])[];
  /** Buffers that nobody needs behind this step. */
  readonly frees: readonly number[];
}

/** Steps that have the effect of a trace's commands. */
export interface Plan {
  /** Buffers that nobody needs at all. */
  readonly frees: readonly number[];
  /** The steps. */
  readonly steps: readonly Step[];
}

/**
 * Runs a plan on the buffers of a trace.
 *
 * @throws {DeviceError} if a kernel fails; what was not computed by then says so when it is used.
 */
export function runPlan(
  { frees, steps }: Plan,
  trace: Trace,
  backend: Backend,
): void {
  const { buffers } = trace;
  let at = 0;
  try {
    for (const index of frees) release(backend, buffers[index]);
    for (; at < steps.length; at++) runStep(steps[at], trace, backend);
  } catch (error) {
    const fault = explain(error, steps[at], trace);
    for (const { outs } of steps.slice(at)) {
      for (const { buffer } of outs) {
        buffers[buffer].fault = fault;
        release(backend, buffers[buffer]);
      }
    }
    for (const buffer of buffers) {
      if (buffer.isFreed) release(backend, buffer);
    }
    throw fault;
  }
}

/**
 * What to do with a trace's results if the device finds a fault later: they hold nothing then, but for what was to be
 * written over the value that it takes the place of, which is still there.
 */
export function lossOf({ steps }: Plan, { buffers }: Trace): Outcome {
  const taken = new Set(
    steps.flatMap(({ reuses }) =>
      reuses.flatMap(([from, to]) => buffers[from].isOverwritten ? [to] : [])
    ),
  );
  const lost = steps.flatMap(({ outs }) =>
    outs.flatMap(({ buffer }) => taken.has(buffer) ? [] : [buffers[buffer]])
  );
  return {
    kept: () => {},
    undone: (error) => {
      for (const buffer of lost) buffer.fault = error;
    },
  };
}

/** Gives the memory of a buffer back; one that was never written has none. */
export function release(backend: Backend, buffer: LazyBuffer): void {
  const { real } = buffer;
  buffer.real = undefined;
  if (real && !backend.closed) backend.free(real);
}

function runStep(step: Step, trace: Trace, backend: Backend): void {
  const { buffers, commands } = trace;
  const realOf = (index: number): Buffer => {
    const buffer = buffers[index];
    return buffer.real ??= backend.alloc(buffer.length);
  };
  const operandOf = ({ buffer, view }: Place): Operand => ({
    buffer: realOf(buffer),
    view,
  });
  const inputs = step.inputs.map(operandOf);
  for (const [from, to] of step.reuses) take(buffers[from], buffers[to]);
  const { exprs } = step, { fn, call } = commands[step.command];
  try {
    const outs = step.outs.map(operandOf);
    if (step.kind === "elementwise") backend.elementwise(exprs, inputs, outs);
    else if (step.kind === "reduce") {
      backend.reduce(fn as ReduceFn, exprs, inputs, outs);
    } else {
      const epilogue = exprs.length > 0
        ? { expr: exprs[0], operands: inputs }
        : undefined;
      (call as Call)(backend, step.reads.map(operandOf), outs, epilogue);
    }
  } catch (error) {
    // Kernels fail before they write.
    for (const [from, to] of step.reuses) take(buffers[to], buffers[from]);
    throw error;
  }
  for (const index of step.frees) release(backend, buffers[index]);
}

/** Lets a buffer have another one's memory. */
function take(from: LazyBuffer, to: LazyBuffer): void {
  to.real = from.real;
  from.real = undefined;
  if (from.heir === to) from.setOverwritten(true);
  if (to.isOverwritten) to.setOverwritten(false);
}

/** The error of a step, with the name of its kernel; the work that comes too late for its caller to be seen. */
function explain(
  error: unknown,
  step: Step | undefined,
  { commands }: Trace,
): Error {
  if (!(error instanceof DeviceError) || !step) return error as Error;
  const { name, calls } = commands[step.command];
  const origin = calls && originOf(calls);
  const shapes = step.outs.map(({ view }) => `[${view.shape.join(", ")}]`);
  return new DeviceError(
    error.kind,
    `${error.message} (in ${name} of ${shapes.join(", ")}${
      origin === undefined ? "" : `, asked for by ${origin}`
    })`,
    { cause: error },
  );
}
