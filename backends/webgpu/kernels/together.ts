/** Elementwise kernels with more operands than a kernel can bind: the operands are copied into one buffer. */

import type { Operand } from "../../backend.ts";
import { type Expr, input } from "../../expr.ts";
import { contiguous, sizeOf, type View } from "../../view.ts";
import type { GpuBuffer } from "../pool.ts";
import { bufferOf, type GpuRuntime } from "../runtime.ts";

const COPY: readonly Expr[] = [input(0)];
/** Bindings of a kernel whose inputs lie in one buffer and whose results lie in another. */
const LEAST_BUFFERS = 2;

/** Runs an elementwise kernel. */
type Run = (
  runtime: GpuRuntime,
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
) => void;

/** Does what `run` does, with copies of as many operands as have to lie together. */
export function runTogether(
  run: Run,
  runtime: GpuRuntime,
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  const room = runtime.mostBuffers - LEAST_BUFFERS;
  const isOutside = outs.length > room + 1;
  const kept = isOutside ? room : room + 1 - outs.length;
  const blocks = new Set(inputs.map((operand) => bufferOf(operand).block));
  const own = new Set([...blocks].slice(0, kept));
  const stays = inputs.map((operand) => own.has(bufferOf(operand).block));
  const moved = inputs.filter((_, i) => !stays[i]);

  using from = runtime.scratch(lengthOf(moved));
  const copies = lay(from, moved);
  copies.forEach((copy, i) =>
    run(runtime, COPY, [once(moved[i])], [once(copy)])
  );
  let next = 0;
  const all = inputs.map((operand, i) => stays[i] ? operand : copies[next++]);
  if (!isOutside) return run(runtime, exprs, all, outs);

  using to = runtime.scratch(outs.length * sizeOf(outs[0].view.shape));
  const results = lay(to, outs);
  run(runtime, exprs, all, results);
  results.forEach((result, i) => run(runtime, COPY, [result], [outs[i]]));
}

/** Lays operands one after the other; what an operand repeats is stored once. */
function lay(buffer: GpuBuffer, operands: readonly Operand[]): Operand[] {
  let offset = 0;
  return operands.map(({ view }) => {
    const { shape } = onceIn(view);
    const { strides } = contiguous(shape, offset);
    const own = view.strides.map((stride, i) => stride === 0 ? 0 : strides[i]);
    const place = { shape: view.shape, strides: own, offset };
    offset += sizeOf(shape);
    return { buffer, view: place };
  });
}

function lengthOf(operands: readonly Operand[]): number {
  return operands.reduce(
    (sum, { view }) => sum + sizeOf(onceIn(view).shape),
    0,
  );
}

function once({ buffer, view }: Operand): Operand {
  return { buffer, view: onceIn(view) };
}

/** A view that reads each element once. */
function onceIn(view: View): View {
  const shape = view.shape.map((size, i) => view.strides[i] === 0 ? 1 : size);
  return { ...view, shape };
}
