/** Records a matrix product: chooses a kernel, splits long sums (split-k), and applies the epilogue. */

import { axesOf, contiguous, joinAxes, sizeOf } from "../../view.ts";
import type { Epilogue, Operand } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { layoutOf, paramsFor, type Planned } from "../plans.ts";
import { bufferOf, type GpuRuntime } from "../runtime.ts";
import { chooseSlices, chooseTile, tileSize } from "../tuning.ts";
import { runElementwise } from "./elementwise.ts";
import { columnsLayout } from "./gemm_columns.ts";
import {
  type Addressing,
  type EpilogueText,
  type Factor,
  gemmCode,
  type GemmText,
  type Layout,
} from "./gemm_code.ts";
import { tileLayout } from "./gemm_tile.ts";
import { afterSlices, slicesIn } from "./gemm_slices.ts";
import { ITSELF, runReduce, SHORT } from "./reduce.ts";
import { Bindings, Params } from "./shader.ts";

/** A matrix product, or several of one kind side by side. */
export interface Gemm {
  /** What it is called in messages. */
  readonly label: string;
  /** Equal for products whose texts differ in numbers alone. */
  readonly kind: string;
  /** The most rows, columns and terms, and how many products there are. */
  readonly sizes: {
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly batch: number;
  };
  /** For each factor, whether its terms are contiguous, and not its rows. */
  readonly isAlong: readonly [boolean, boolean];
  /** For each factor, whether each four neighbours start at a multiple of four from the operand's offset. */
  readonly isAligned: readonly [boolean, boolean];
  /** Its text, whose numbers are those of `params`. */
  readonly text: (params: Params) => ProductText;
}

/** The text that a kind of product has for itself. */
export interface ProductText {
  /** How the elements of both factors are addressed. */
  readonly addressings: readonly [Addressing, Addressing];
  /** Statements that give the `i32` place of row `row: i32` in the result, where its columns lie side by side. */
  readonly place: string;
  /** Declarations for these statements. */
  readonly declarations?: string;
  /** Statements that run first in each thread and know `batch: i32`. */
  readonly setUp?: string;
  /** Rows and terms of this batch, where they differ from batch to batch. */
  readonly own?: { readonly rows: string; readonly terms: string };
}

/** How a product is computed. */
interface Way {
  /** Whether the kernel computes the transpose: its rows are the right factor's columns. */
  readonly isTurned: boolean;
  /** For the left factor and the right one, whether four neighbours are loaded as one vector. */
  readonly isVector: readonly [boolean, boolean];
  /** Workgroups if no sum is split. */
  readonly groups: number;
  /** Terms at a time, of which a slice holds a multiple. */
  readonly depth: number;
  /** Equal for equal layouts. */
  readonly key: string;
  readonly layout: (text: GemmText) => Layout;
}

/** A product, ready to be recorded. */
interface Plan extends Way {
  /** How many slices the terms are split into. */
  readonly slices: number;
  /** Whether the epilogue runs as a kernel of its own. */
  readonly isLate: boolean;
  /** That kernel's expression, if it adds the slices itself. */
  readonly joined?: readonly Expr[];
  readonly kernel: Planned;
}

/** Owns the plans of products without an epilogue. */
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
  const { key } = new Bindings(all.slice(0, -1), [out]);
  const plan = runtime.plans.find(
    prepared ?? NO_EPILOGUE,
    `${layout}|${key}|${all.map(layoutOf)}`,
    () => planOf(runtime, describe(), all, epilogue),
  );
  const { slices, isLate } = plan;
  const [left, right] = plan.isTurned ? [...factors].reverse() : factors;
  const record = (target: Operand, taken: readonly Operand[]): void => {
    const operands = [left, right, ...taken, target];
    const { list } = new Bindings(operands.slice(0, -1), [target]);
    const params = paramsFor(plan.kernel, operands);
    runtime.recorder.dispatch({ ...plan.kernel, bindings: list, params });
  };
  if (slices === 1 && !isLate) return record(out, others);
  if (plan.joined) {
    using buffer = runtime.scratch(slices * size);
    const parts = slicesIn(buffer, slices, out);
    record({ buffer, view: contiguous([slices, size]) }, []);
    const operands = [...parts, ...epilogue!.operands];
    return runElementwise(runtime, plan.joined, operands, [out]);
  }

  using sums = isLate && epilogue ? runtime.scratch(size) : undefined;
  const raw = sums ? { buffer: sums, view: contiguous(out.view.shape) } : out;
  if (slices === 1) record(raw, []);
  else {
    // A second kernel adds the sums of the slices, always in the same order.
    using buffer = runtime.scratch(slices * size);
    const view = contiguous([slices, size]), partial = { buffer, view };
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
  epilogue?: Epilogue,
): Plan {
  const prepared = epilogue && prepare([epilogue.expr]);
  const { sizes: { k } } = gemm, { tuning } = runtime;
  const [left, right, ...others] = operands.slice(0, -1);
  const out = operands[operands.length - 1];
  const way = wayOf(runtime, gemm, [left, right], others);
  const wanted = chooseSlices(tuning, k, tuning.leastTerms[0], way.groups);
  const slice = Math.max(1, Math.ceil(k / wanted / way.depth)) * way.depth;
  const slices = Math.max(1, Math.ceil(k / slice));
  const isLate = prepared !== undefined &&
    (slices > 1 || others.length > runtime.mostBuffers - 3);
  const size = sizeOf(out.view.shape);
  const kernel = kernelOf(runtime, {
    ...{ gemm, way, split: { slice, slices, size }, out },
    isPartial: slices > 1 || isLate,
    operands: isLate ? [left, right] : [left, right, ...others],
    prepared: isLate ? undefined : prepared,
  });
  const isJoined = epilogue && slices > 1 && slices <= SHORT;
  const joined = isJoined ? [afterSlices(epilogue.expr, slices)] : undefined;
  return { ...way, slices, isLate, joined, kernel };
}

/** How many slices the terms are split into, the terms in one, and the elements of the result. */
interface Split {
  readonly slices: number;
  readonly slice: number;
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
    // A binding has one type for all its uses.
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
      // Here the vectors hold neighbouring terms.
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

/** What the kernel of a product is made from. */
interface KernelParts {
  readonly gemm: Gemm;
  readonly way: Way;
  readonly split: Split;
  /** The factors, then the operands of an epilogue that is part of the kernel. */
  readonly operands: readonly Operand[];
  readonly out: Operand;
  /** Whether another kernel makes the result of what it leaves in scratch memory. */
  readonly isPartial: boolean;
  readonly prepared?: Prepared;
}

function kernelOf(
  runtime: GpuRuntime,
  { gemm, way, split, operands, out, isPartial, prepared }: KernelParts,
): Planned {
  const [left, right, ...others] = operands;
  const { slices, slice, size } = split;
  const { m, n, k, batch } = gemm.sizes, { isTurned } = way;
  const turned = <T>([a, b]: readonly [T, T]): [T, T] =>
    isTurned ? [b, a] : [a, b];
  const isOwn = m * n * k * batch >= runtime.tuning.ownMultiplications;
  const params = new Params(!isOwn);
  const bindings = new Bindings(
    [...turned([left, right]), ...others],
    [out],
    isPartial,
  );
  const offsets = bindings.slots.map(() => params.word(0));
  const epilogue: EpilogueText | undefined = prepared && {
    prepared,
    numbers: params.numbers(prepared),
    axes: params.axes(joinAxes(axesOf(
      out.view.shape,
      others.map(({ view }) => view.strides),
      () => 0,
    ))),
  };
  const { addressings, place, declarations, setUp, own } = gemm.text(params);
  const factors = [0, 1].map((side): Factor => ({
    ...addressings[side],
    isAlong: gemm.isAlong[side],
    isVector: way.isVector[side],
  })) as [Factor, Factor];
  const most: [string, string] = [params.int(m), params.int(n)];
  const text: GemmText = {
    ...{ bindings, params, offsets, isTurned, place, declarations, setUp },
    epilogue,
    factors: turned(factors),
    most: turned(most),
    counts: turned([own?.rows ?? most[0], most[1]]),
    terms: own?.terms ?? params.int(k),
    batches: params.int(batch),
    slices: params.int(slices),
    slice: params.int(slice),
    size: params.int(size),
  };
  return {
    label: gemm.label,
    key:
      `${gemm.kind} ${gemm.isAlong} ${isTurned} ${way.isVector} ${way.key} ${bindings.key}|${params.literals} ${epilogue?.axes.length} ${prepared?.key}`,
    code: () => gemmCode(text, way.layout(text)),
    workgroups: runtime.grid(way.groups * slices),
    words: params.words,
    units: offsets.map(() => 1),
  };
}
