/**
 * Kernels that are run one after the other on a block of rows, and then on the next: what one of them has written is still
 * in the cache when another reads it.
 */

import { Held } from "../../held.ts";
import type { Operand, RowKernel } from "../../../backend.ts";
import {
  axesOf,
  type Axis,
  joinAxes,
  sizeOf,
  type View,
} from "../../../view.ts";
import { partsOf } from "../../threads/parts.ts";
import type { WasmBuffer } from "../../buffer.ts";
import type { Job, WasmRuntime } from "../../runtime.ts";
import {
  elementwiseCalls,
  runElementwise,
} from "../elementwise/elementwise.ts";
import { rowChainCall, rowChainOf, workOfChain } from "./chain.ts";
import { reduceCalls, reducesRows, runReduce } from "../reduce/reduce.ts";

/** Bytes that the operands of a block take, which have to fit a core's own cache; and from how many on that matters. */
const BLOCK_BYTES = 2 ** 18, LEAST_BYTES = 2 ** 21;

/** Runs kernels whose rows are their first `axes` axes. */
export function runByRows(
  runtime: WasmRuntime,
  kernels: readonly RowKernel[],
  axes: number,
): void {
  const operands = kernels.flatMap(({ inputs, outs }) => [...inputs, ...outs]);
  const rows = sizeOf(kernels[0].outs[0].view.shape.slice(0, axes));
  const bytes = bytesOf(operands, axes);
  const canCut = bytes >= LEAST_BYTES &&
    operands.every(({ view }) => rowAxes(view, axes).length === 1) &&
    kernels.every(({ fn, inputs, outs }) =>
      !fn || reducesRows(inputs[0].view.shape, outs[0].view.shape)
    );
  if (!canCut) {
    for (const { fn, exprs, inputs, outs } of kernels) {
      if (fn) runReduce(runtime, fn, exprs, inputs, outs);
      else runElementwise(runtime, exprs, inputs, outs);
    }
    return;
  }
  using space = new Held();
  const written = new Set(
    kernels.flatMap(({ outs }) => outs.map(({ buffer }) => addressOf(buffer))),
  );
  const isRead = ({ buffer }: Operand): boolean =>
    !written.has(addressOf(buffer));
  let work = 0;
  const jobs = partsOf(rows, bytes / BLOCK_BYTES, 1).map((part): Job => {
    const own = kernels.map(({ fn, exprs, ...all }): RowKernel => {
      const [inputs, outs] = [all.inputs, all.outs].map((operands) =>
        operands.map(({ buffer, view }) => ({
          buffer,
          view: rowsOf(view, axes, part),
        }))
      );
      return { fn, exprs, inputs, outs };
    });
    const chain = rowChainOf(runtime, own);
    if (chain) {
      work += workOfChain(chain);
      return [rowChainCall(runtime, chain, space)];
    }
    return own.flatMap(({ fn, exprs, inputs, outs }) => {
      const made = fn
        ? reduceCalls(runtime, [fn, exprs, inputs, outs], space)
        : elementwiseCalls(runtime, [exprs, inputs, outs], space, isRead);
      work += made.work;
      return made.calls;
    });
  });
  runtime.parallel(jobs, { work });
}

/** The axes of a view's rows, joined. */
function rowAxes({ shape, strides }: View, axes: number): Axis[] {
  const own = axesOf(shape.slice(0, axes), [strides.slice(0, axes)], () => 0);
  return joinAxes(own);
}

/** Some rows of a view, whose axes become one. */
function rowsOf(
  view: View,
  axes: number,
  [from, end]: readonly [number, number],
): View {
  const [{ strides: [step] }] = rowAxes(view, axes);
  return {
    shape: [end - from, ...view.shape.slice(axes)],
    strides: [step, ...view.strides.slice(axes)],
    offset: view.offset + from * step,
  };
}

/** The bytes of all buffers of which rows differ. */
function bytesOf(operands: readonly Operand[], axes: number): number {
  const bytes = new Map<number, number>();
  for (const { buffer, view } of operands) {
    if (view.strides.slice(0, axes).every((stride) => stride === 0)) continue;
    bytes.set(addressOf(buffer), buffer.byteLength);
  }
  return [...bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function addressOf(buffer: Operand["buffer"]): number {
  return (buffer as WasmBuffer).address;
}
