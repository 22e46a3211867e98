/** Records a product: chooses a kernel, cuts long sums, and works on the results before they are stored. */

import { axesOf, joinAxes } from "../../axes.ts";
import type { Epilogue, Operand } from "../../backend.ts";
import { input } from "../../expr.ts";
import { prepare } from "../../prepare.ts";
import { contiguous, sizeOf } from "../../view.ts";
import { bufferOf, type GpuRuntime } from "../runtime.ts";
import { chooseCuts, chooseTile, tileSize } from "../tuning.ts";
import { runElementwise } from "./elementwise.ts";
import { columnsLayout } from "./gemm_columns.ts";
import {
  type Ending,
  type Factor,
  type Finding,
  gemmCode,
  type GemmText,
  type Layout,
} from "./gemm_code.ts";
import { tileLayout } from "./gemm_tile.ts";
import { runReduce } from "./reduce.ts";
import { Bindings, Params } from "./shader.ts";

/** A product. */
export interface Gemm {
  /** What it is called in messages. */
  readonly label: string;
  /** Equal for products whose texts differ in numbers alone. */
  readonly kind: string;
  /** Rows, columns and terms at most, and products of the kind. */
  readonly sizes: {
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly batch: number;
  };
  /** For each factor, whether neighbouring terms lie side by side, and not neighbouring rows. */
  readonly isAlong: readonly [boolean, boolean];
  /** For each factor, whether four neighbours always begin at a multiple of four, counted from the operand's offset. */
  readonly isAligned: readonly [boolean, boolean];
  /** Its text, whose numbers are those of `params`. */
  readonly text: (params: Params) => ProductText;
}

/** What is particular in the text of a product. */
export interface ProductText {
  /** How both factors' elements are found. */
  readonly findings: readonly [Finding, Finding];
  /** Statements that give the `i32` place of row `row: i32` in the result, where its columns lie side by side. */
  readonly place: string;
  /** Declarations for these statements. */
  readonly declarations?: string;
  /** Statements that run first in each thread, and know `batch: i32`. */
  readonly setUp?: string;
  /** Rows and terms of this batch, where not all have as many. */
  readonly own?: { readonly rows: string; readonly terms: string };
}

/** How a product is computed. */
interface Way {
  /** Whether the right factor's columns are the kernel's rows. */
  readonly isTurned: boolean;
  /** Whether four neighbours are loaded as one: of the left factor, of the right one. */
  readonly isVector: readonly [boolean, boolean];
  /** Workgroups without cuts. */
  readonly groups: number;
  /** Terms that a cut is a multiple of. */
  readonly depth: number;
  /** Tells kernels apart. */
  readonly key: string;
  readonly layout: (text: GemmText) => Layout;
}

/** Computes the product of two factors into a dense operand. */
export function runGemm(
  runtime: GpuRuntime,
  gemm: Gemm,
  factors: readonly [Operand, Operand],
  out: Operand,
  epilogue?: Epilogue,
): void {
  const { k } = gemm.sizes, { tuning } = runtime;
  const size = sizeOf(out.view.shape);
  if (size === 0) return;
  const way = wayOf(runtime, gemm, factors, epilogue?.operands ?? []);
  const cuts = chooseCuts(tuning, k, tuning.leastTerms[0], way.groups);
  const chunk = Math.max(1, Math.ceil(k / cuts / way.depth)) * way.depth;
  const chunks = Math.max(1, Math.ceil(k / chunk));
  const cut = { chunk, chunks, size };
  const most = runtime.mostBuffers - 3;
  const isLate = chunks > 1 || (epilogue?.operands.length ?? 0) > most;
  if (!epilogue || !isLate) {
    return sumUp(runtime, gemm, way, cut, factors, out, epilogue);
  }
  using buffer = runtime.scratch(size);
  const raw = { buffer, view: contiguous(out.view.shape) };
  sumUp(runtime, gemm, way, cut, factors, raw);
  const { expr, operands } = epilogue;
  runElementwise(runtime, [expr], [raw, ...operands], [out]);
}

/** Stretches into which the terms are cut, terms in one, and elements of the result. */
interface Cut {
  readonly chunks: number;
  readonly chunk: number;
  readonly size: number;
}

/** Where there are several stretches, their sums are added in a second kernel, always in the same order. */
function sumUp(
  runtime: GpuRuntime,
  gemm: Gemm,
  way: Way,
  cut: Cut,
  factors: readonly [Operand, Operand],
  out: Operand,
  epilogue?: Epilogue,
): void {
  const { chunks, size } = cut;
  if (chunks === 1) {
    return record(runtime, gemm, way, cut, factors, out, epilogue);
  }
  using buffer = runtime.scratch(chunks * size);
  const partial = { buffer, view: contiguous([chunks, size]) };
  record(runtime, gemm, way, cut, factors, partial);
  const flat = { ...out, view: contiguous([1, size], out.view.offset) };
  runReduce(runtime, "sum", input(0), [partial], flat);
}

function wayOf(
  { tuning, limits }: GpuRuntime,
  { sizes: { m, n, k, batch }, isAlong, isAligned }: Gemm,
  factors: readonly [Operand, Operand],
  others: readonly Operand[],
): Way {
  const isOwn = m * n * k * batch >= tuning.ownMultiplications;
  const blocks = [...factors, ...others].map((one) => bufferOf(one).block);
  const canLoad = factors.map(({ view }, i) =>
    isOwn && isAligned[i] && view.offset % 4 === 0 &&
    // A binding has one type for all who use it.
    blocks.indexOf(blocks[i]) === blocks.lastIndexOf(blocks[i])
  );
  const few = tuning.fewColumns;
  if (m <= few || n <= few) {
    const { fewThreads: threads, fewDepth: depth } = tuning;
    const isTurned = n > few || (isOwn && m < n);
    const [rows, most] = isTurned ? [n, m] : [m, n];
    const columns = isOwn ? most : most > 4 ? few : 4;
    return {
      isTurned,
      // Here neighbours are terms.
      isVector: [canLoad[0] && isAlong[0], canLoad[1] && isAlong[1]],
      groups: batch * Math.ceil(rows / threads),
      ...{ depth, key: `columns ${columns} ${threads} ${depth}` },
      layout: (text) => columnsLayout(columns, threads, depth, text),
    };
  }
  const tile = chooseTile(tuning, limits, { m, n, batch });
  const [rows, columns] = tileSize(tile);
  return {
    isTurned: false,
    isVector: [canLoad[0], canLoad[1]],
    groups: batch * Math.ceil(m / rows) * Math.ceil(n / columns),
    depth: tile.depth,
    key: `tile ${tile.threads} ${tile.block} ${tile.depth} ${tile.isAhead}`,
    layout: (text) => tileLayout(tile, text),
  };
}

function record(
  runtime: GpuRuntime,
  gemm: Gemm,
  way: Way,
  { chunks, chunk, size }: Cut,
  given: readonly [Operand, Operand],
  out: Operand,
  epilogue?: Epilogue,
): void {
  const { m, n, k, batch } = gemm.sizes, { isTurned } = way;
  const turned = <T>([a, b]: readonly [T, T]): [T, T] =>
    isTurned ? [b, a] : [a, b];
  const isOwn = m * n * k * batch >= runtime.tuning.ownMultiplications;
  const params = new Params(!isOwn);
  const prepared = epilogue && prepare([epilogue.expr]);
  const others =
    prepared?.inputs.flatMap((index) =>
      index === 0 ? [] : epilogue!.operands[index - 1]
    ) ?? [];
  const bindings = new Bindings([...turned(given), ...others], [out]);
  const ending: Ending | undefined = prepared && {
    prepared,
    numbers: params.floats(prepared),
    axes: params.axes(joinAxes(axesOf(
      out.view.shape,
      others.map(({ view }) => view.strides),
      () => 0,
    ))),
  };
  const offsets = [...turned(given), ...others, out]
    .map(({ view }) => params.word(view.offset));
  const { findings, place, declarations, setUp, own } = gemm.text(params);
  const factors = [0, 1].map((side): Factor => ({
    ...findings[side],
    isAlong: gemm.isAlong[side],
    isVector: way.isVector[side],
  })) as [Factor, Factor];
  const most: [string, string] = [params.int(m), params.int(n)];
  const text: GemmText = {
    ...{ bindings, params, offsets, isTurned, place, declarations, setUp },
    ending,
    factors: turned(factors),
    most: turned(most),
    counts: turned([own?.rows ?? most[0], most[1]]),
    terms: own?.terms ?? params.int(k),
    batches: params.int(batch),
    chunks: params.int(chunks),
    chunk: params.int(chunk),
    size: params.int(size),
  };
  runtime.recorder.dispatch({
    label: gemm.label,
    key:
      `${gemm.kind} ${gemm.isAlong} ${isTurned} ${way.isVector} ${way.key} ${bindings.slots}${params.literals} ${ending?.axes.length} ${prepared?.key}`,
    code: () => gemmCode(text, way.layout(text)),
    bindings: bindings.list,
    workgroups: runtime.grid(way.groups * chunks),
    params: params.words,
  });
}
