/** Records a product: chooses a kernel, cuts long sums, and works on the results before they are stored. */

import { axesOf, joinAxes } from "../../axes.ts";
import type { Epilogue, Operand } from "../../backend.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { contiguous, sizeOf } from "../../view.ts";
import { layoutOf, paramsFor, type Planned } from "../plans.ts";
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
import { ITSELF, runReduce } from "./reduce.ts";
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

/** A product as it is to be recorded. */
interface Plan extends Way {
  /** Stretches into which the terms are cut. */
  readonly chunks: number;
  /** Whether the epilogue is a kernel of its own. */
  readonly isLate: boolean;
  readonly kernel: Planned;
}

/** What products without an epilogue are planned for. */
const NO_EPILOGUE = {};

/** A product of two factors into a dense operand. */
export interface Product {
  /** All that `describe` follows from: equal layouts are described once. */
  readonly layout: string;
  readonly describe: () => Gemm;
  readonly factors: readonly [Operand, Operand];
  readonly out: Operand;
  readonly epilogue?: Epilogue;
}

/** Computes a product. */
export function runGemm(
  runtime: GpuRuntime,
  { layout, describe, factors, out, epilogue }: Product,
): void {
  const size = sizeOf(out.view.shape);
  if (size === 0) return;
  const prepared = epilogue && prepare([epilogue.expr]);
  const others =
    prepared?.inputs.flatMap((index) =>
      index === 0 ? [] : epilogue!.operands[index - 1]
    ) ?? [];
  const all = [...factors, ...others, out];
  const { slots } = new Bindings(all.slice(0, -1), [out]);
  const plan = runtime.plans.find(
    prepared ?? NO_EPILOGUE,
    `${layout}|${slots}|${all.map(layoutOf)}`,
    () => planOf(runtime, describe(), all, prepared),
  );
  const { chunks, isLate } = plan;
  const [left, right] = plan.isTurned ? [...factors].reverse() : factors;
  const record = (target: Operand, taken: readonly Operand[]): void => {
    const operands = [left, right, ...taken, target];
    const { list } = new Bindings(operands.slice(0, -1), [target]);
    const params = paramsFor(plan.kernel, operands);
    runtime.recorder.dispatch({ ...plan.kernel, bindings: list, params });
  };
  if (chunks === 1 && !isLate) return record(out, others);

  using sums = isLate && epilogue ? runtime.scratch(size) : undefined;
  const raw = sums ? { buffer: sums, view: contiguous(out.view.shape) } : out;
  if (chunks === 1) record(raw, []);
  else {
    // The stretches' sums are added in a second kernel, always in the same order.
    using buffer = runtime.scratch(chunks * size);
    const partial = { buffer, view: contiguous([chunks, size]) };
    record(partial, []);
    const flat = { ...raw, view: contiguous([1, size], raw.view.offset) };
    runReduce(runtime, "sum", ITSELF, [partial], [flat]);
  }
  if (epilogue) {
    const { expr, operands } = epilogue;
    runElementwise(runtime, [expr], [raw, ...operands], [out]);
  }
}

function planOf(
  runtime: GpuRuntime,
  gemm: Gemm,
  operands: readonly Operand[],
  prepared?: Prepared,
): Plan {
  const { sizes: { k } } = gemm, { tuning } = runtime;
  const [left, right, ...others] = operands.slice(0, -1);
  const out = operands[operands.length - 1];
  const way = wayOf(runtime, gemm, [left, right], others);
  const cuts = chooseCuts(tuning, k, tuning.leastTerms[0], way.groups);
  const chunk = Math.max(1, Math.ceil(k / cuts / way.depth)) * way.depth;
  const chunks = Math.max(1, Math.ceil(k / chunk));
  const isLate = prepared !== undefined &&
    (chunks > 1 || others.length > runtime.mostBuffers - 3);
  const size = sizeOf(out.view.shape);
  const kernel = kernelOf(runtime, {
    ...{ gemm, way, cut: { chunk, chunks, size }, out },
    operands: isLate ? [left, right] : [left, right, ...others],
    prepared: isLate ? undefined : prepared,
  });
  return { ...way, chunks, isLate, kernel };
}

/** Stretches into which the terms are cut, terms in one, and elements of the result. */
interface Cut {
  readonly chunks: number;
  readonly chunk: number;
  readonly size: number;
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

/** What the kernel of a product follows from. */
interface KernelParts {
  readonly gemm: Gemm;
  readonly way: Way;
  readonly cut: Cut;
  /** The factors, and the operands of an epilogue that is a part of the kernel. */
  readonly operands: readonly Operand[];
  readonly out: Operand;
  readonly prepared?: Prepared;
}

function kernelOf(
  runtime: GpuRuntime,
  { gemm, way, cut, operands, out, prepared }: KernelParts,
): Planned {
  const [left, right, ...others] = operands;
  const { chunks, chunk, size } = cut;
  const { m, n, k, batch } = gemm.sizes, { isTurned } = way;
  const turned = <T>([a, b]: readonly [T, T]): [T, T] =>
    isTurned ? [b, a] : [a, b];
  const isOwn = m * n * k * batch >= runtime.tuning.ownMultiplications;
  const params = new Params(!isOwn);
  const bindings = new Bindings([...turned([left, right]), ...others], [out]);
  const offsets = bindings.slots.map(() => params.word(0));
  const ending: Ending | undefined = prepared && {
    prepared,
    numbers: params.numbers(prepared),
    axes: params.axes(joinAxes(axesOf(
      out.view.shape,
      others.map(({ view }) => view.strides),
      () => 0,
    ))),
  };
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
  return {
    label: gemm.label,
    key:
      `${gemm.kind} ${gemm.isAlong} ${isTurned} ${way.isVector} ${way.key} ${bindings.slots}|${params.literals} ${ending?.axes.length} ${prepared?.key}`,
    code: () => gemmCode(text, way.layout(text)),
    workgroups: runtime.grid(way.groups * chunks),
    words: params.words,
    units: offsets.map(() => 1),
  };
}
