/** Runs plans: takes memory, calls kernels, gives memory back. */

import type {
  Backend,
  Operand,
  Outcome,
  ReduceFn,
  RowKernel,
} from "../backend.ts";
import { DeviceError } from "../../config/errors.ts";
import { youngList } from "../../config/young.ts";
import { originOf } from "../origin.ts";
import type { Call, Command } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import type { Launch, Layout, Place, Plan } from "./plan.ts";
import type { Trace } from "./trace.ts";

/** How far a plan has come. */
interface Progress {
  /** The launch that is next. */
  at: number;
}

/**
 * Runs a plan on the buffers of a trace.
 *
 * @throws {DeviceError} if a kernel fails; what has not been computed by then says so when it is used.
 */
export function runPlan(
  { frees, launches, layout }: Plan,
  trace: Trace,
  backend: Backend,
): void {
  const { buffers } = trace, progress: Progress = { at: 0 };
  const run = (end: number) =>
    launchUntil(end, launches, progress, trace, backend);
  try {
    for (const index of frees) release(backend, buffers[index]);
    if (layout) runLaidOut(layout, progress, trace, backend, run);
    else run(launches.length);
  } catch (error) {
    const { at } = progress;
    const fault = explain(error, launches[at], trace);
    for (const { outs } of launches.slice(at)) {
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

/** Runs launches from the next one on, up to the one of this number. */
function launchUntil(
  end: number,
  launches: readonly Launch[],
  progress: Progress,
  trace: Trace,
  backend: Backend,
): void {
  while (progress.at < end) {
    const { at } = progress, { together } = launches[at];
    if (together) {
      const group = launches.slice(at, at + together.count);
      launchByRows(group, together.axes, trace, backend);
    } else launch(launches[at], trace, backend);
    progress.at += together?.count ?? 1;
  }
}

/** Runs a plan's launches by `run`, or again as they ran before, on memory that is taken for all of them. */
function runLaidOut(
  { length, places, kept, frees, segments }: Layout,
  progress: Progress,
  trace: Trace,
  backend: Backend,
  run: (end: number) => void,
): void {
  const { buffers, commands } = trace, repeating = backend.repeating!;
  const block = backend.alloc(length);
  let isPlaced = false;
  try {
    for (const index of kept) {
      const buffer = buffers[index];
      buffer.real ??= backend.alloc(buffer.length, buffer.dtype);
    }
    const place = () => {
      isPlaced = true;
      for (const [index, offset] of places) {
        const buffer = buffers[index];
        buffer.real ??= repeating.part(block, offset, buffer.length);
      }
    };
    for (const segment of segments) {
      const { end, isFixed, calls } = segment;
      const work = () => {
        place();
        run(end);
      };
      if (isFixed) {
        const parts: unknown[] = [segment], used = [block];
        for (const call of calls) tellGeometry(commands[call], parts);
        for (const index of segment.buffers) used.push(buffers[index].real!);
        repeating.run(parts, used, work);
      } else work();
      progress.at = end;
    }
  } finally {
    // What is run again needs none.
    if (isPlaced) {
      for (const [index] of places) buffers[index].real = undefined;
    }
    backend.free(block);
  }
  for (const index of frees) release(backend, buffers[index]);
}

/** Adds the numbers in which calls differ that have the same operands. */
function tellGeometry({ geometry }: Command, parts: unknown[]): void {
  if (!geometry) return;
  const { strides, dilations, padding } = geometry;
  parts.push(strides[0], strides[1], dilations[0], dilations[1]);
  parts.push(padding[0], padding[1]);
}

/**
 * What becomes of a trace's results if the device finds a fault later: they hold nothing, but for those that were to be
 * written over their own old values, which are still there.
 */
export function lossOf({ launches }: Plan, { buffers }: Trace): Outcome {
  const overwritten = new Set(
    launches.flatMap(({ reuses }) =>
      reuses.flatMap(([from, to]) => buffers[from].isOverwritten ? [to] : [])
    ),
  );
  const lost = launches.flatMap(({ outs }) =>
    outs.flatMap(({ buffer }) =>
      overwritten.has(buffer) ? [] : [buffers[buffer]]
    )
  );
  return {
    kept: () => {},
    undone: (error) => {
      for (const buffer of lost) buffer.fault = error;
    },
  };
}

/** Gives back the memory of a buffer; one whose kernel has not run has none. */
export function release(backend: Backend, buffer: LazyBuffer): void {
  const { real } = buffer;
  buffer.real = undefined;
  if (real && !backend.closed) backend.free(real);
}

/** Operands at places, with memory for those that have none yet. */
function operandsAt(
  places: readonly Place[],
  { buffers }: Trace,
  backend: Backend,
): Operand[] {
  const operands = youngList<Operand>(places.length);
  for (let i = 0; i < places.length; i++) {
    const { view } = places[i], buffer = buffers[places[i].buffer];
    buffer.real ??= backend.alloc(buffer.length, buffer.dtype);
    operands[i] = { buffer: buffer.real, view };
  }
  return operands;
}

function launch(launch: Launch, trace: Trace, backend: Backend): void {
  const { buffers, commands } = trace;
  const inputs = operandsAt(launch.inputs, trace, backend);
  for (const [from, to] of launch.reuses) {
    moveMemory(buffers[from], buffers[to]);
  }
  const { exprs } = launch, { fn, call, geometry } = commands[launch.command];
  try {
    const outs = operandsAt(launch.outs, trace, backend);
    if (launch.kind === "elementwise") backend.elementwise(exprs, inputs, outs);
    else if (launch.kind === "reduce") {
      backend.reduce(fn as ReduceFn, exprs, inputs, outs);
    } else {
      const epilogue = exprs.length > 0
        ? { expr: exprs[0], operands: inputs }
        : undefined;
      const reads = operandsAt(launch.reads, trace, backend);
      (call as Call)(backend, reads, outs[0], epilogue, geometry);
    }
  } catch (error) {
    // Kernels fail before they write.
    for (const [from, to] of launch.reuses) {
      moveMemory(buffers[to], buffers[from]);
    }
    throw error;
  }
  for (const index of launch.frees) release(backend, buffers[index]);
}

/** Launches that share rows; what they use last is given back when all are done. */
function launchByRows(
  group: readonly Launch[],
  axes: number,
  trace: Trace,
  backend: Backend,
): void {
  const { buffers, commands } = trace;
  const taken: (readonly [from: number, to: number])[] = [];
  try {
    const kernels = group.map((launch): RowKernel => {
      const inputs = operandsAt(launch.inputs, trace, backend);
      for (const reuse of launch.reuses) {
        moveMemory(buffers[reuse[0]], buffers[reuse[1]]);
        taken.push(reuse);
      }
      const outs = operandsAt(launch.outs, trace, backend);
      const { fn } = commands[launch.command];
      const folds = launch.kind === "reduce";
      return { fn: folds ? fn : undefined, exprs: launch.exprs, inputs, outs };
    });
    backend.byRows!(kernels, axes);
  } catch (error) {
    // Kernels fail before they write.
    for (const [from, to] of taken.toReversed()) {
      moveMemory(buffers[to], buffers[from]);
    }
    throw error;
  }
  for (const { frees } of group) {
    for (const index of frees) release(backend, buffers[index]);
  }
}

/** Gives a buffer the memory of another. */
function moveMemory(from: LazyBuffer, to: LazyBuffer): void {
  to.real = from.real;
  from.real = undefined;
  if (from.heir === to) from.setOverwritten(true);
  if (to.isOverwritten) to.setOverwritten(false);
}

/** The error of a launch with the name of its kernel, for whoever asked for it has long gone on. */
function explain(
  error: unknown,
  launch: Launch | undefined,
  { commands }: Trace,
): Error {
  if (!(error instanceof DeviceError) || !launch) return error as Error;
  const { name, calls } = commands[launch.command];
  const origin = calls && originOf(calls);
  const shapes = launch.outs.map(({ view }) => `[${view.shape.join(", ")}]`);
  return new DeviceError(
    error.kind,
    `${error.message} (in ${name} of ${shapes.join(", ")}${
      origin === undefined ? "" : `, asked for by ${origin}`
    })`,
    { cause: error },
  );
}
