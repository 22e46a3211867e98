/** The text of a product of matrices whose elements are found, not stored: tiles in shared memory, blocks in threads. */

import type { Axis } from "../../axes.ts";
import type { Prepared } from "../../prepare.ts";
import {
  type Bindings,
  evaluateFunction,
  indexOf,
  Params,
  splitIndex,
} from "./shader.ts";

/** Threads of a workgroup. */
const THREADS = 256;
/** Terms in a tile. */
const DEPTH = 16;
/** Beyond every image: where rows and terms lie that are not there. */
export const NOWHERE = `vec3i(${2 ** 29}, 0, 0)`;

/**
 * How a factor's element is found. Rows (of the right factor: columns) and terms each give `(y, x, address)`; the
 * element lies at their sum, and is 0 unless `0 <= y < limits[0]` and `0 <= x < limits[1]`.
 */
export interface Finding {
  /** What `y` and `x` stay below. */
  readonly limits: readonly [number, number];
  /** Statements that give the `vec3i` of row `at: i32`. */
  readonly row: string;
  /** Statements that give the `vec3i` of term `at: i32`. */
  readonly term: string;
  /** Statements that give the address where batch `at: u32` starts. */
  readonly start?: string;
  /** Whether neighbouring terms lie side by side, and not neighbouring rows. */
  readonly isAlong: boolean;
}

/** A product, apart from where its operands lie. */
export interface GemmPlan {
  /** Rows, columns and terms at most, and products of the kind. */
  readonly sizes: {
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly batch: number;
  };
  /** Both factors. */
  readonly factors: readonly [Finding, Finding];
  /** Statements that give the `i32` place of `row`, `column: i32` in the result. */
  readonly place: string;
  /** Declarations for these statements. */
  readonly declarations?: string;
  /** Statements that run first in each thread, and know `batch`. */
  readonly setUp?: string;
  /** Rows and terms of this batch, where not all have as many. */
  readonly own?: { readonly rows: string; readonly terms: string };
  /** Elements of the result. */
  readonly size: number;
  /** Stretches into which the terms are cut, each with a result of its own. */
  readonly chunks: number;
  /** Terms in a stretch. */
  readonly chunk: number;
}

/** What is done with a result before it is stored. */
export interface Ending {
  /** The expression. */
  readonly prepared: Prepared;
  /** The result's axes, with the strides of the operands that it takes. */
  readonly axes: readonly Axis[];
}

/** How many threads side by side, and the rows and columns of each one's block. */
export interface Tile {
  /** Threads side by side. */
  readonly across: number;
  /** Rows and columns of a thread. */
  readonly block: readonly [number, number];
}

/** A tile that fits a result. */
export function tileFor(m: number, n: number): Tile {
  const across = n <= 4 ? 4 : n <= 8 ? 8 : 16;
  const rows = m <= THREADS / across ? 1 : across < 16 ? 2 : 4;
  return { across, block: [rows, Math.min(4, Math.ceil(n / across))] };
}

/** Rows and columns of a workgroup's tile. */
export function tileSize({ across, block }: Tile): [number, number] {
  return [THREADS / across * block[0], across * block[1]];
}

/** The kernel; its parameters are the operands' offsets and then the numbers of the ending. */
export function gemmCode(
  plan: GemmPlan,
  tile: Tile,
  bindings: Bindings,
  ending: Ending | undefined,
  grid: number,
): string {
  const { slots } = bindings;
  const { m, n, k, batch } = plan.sizes;
  const [tileRows, tileColumns] = tileSize(tile);
  const [down, right] = [Math.ceil(m / tileRows), Math.ceil(n / tileColumns)];
  const params = new Params();
  const offsets = slots.map(() => params.word(0));
  const evaluate = ending ? evaluateFunction(ending.prepared, params) : "";
  const [left, columns] = plan.factors.map((factor, i) =>
    loads(i === 0 ? "left" : "right", i === 0 ? tileRows : tileColumns, factor)
  );
  const { across, block } = tile;
  const stretch = THREADS / across;
  const steps = range(DEPTH).map((step) => {
    const l = range(block[0]).map((i) =>
      `let l${i} = leftTile[${step * (tileRows + 1) + i * stretch}u + y]; `
    );
    const r = range(block[1]).map((j) =>
      `let r${j} = rightTile[${step * (tileColumns + 1) + j * across}u + x]; `
    );
    const products = blocks(
      tile,
      (i, j) => `s${i}_${j} = fma(l${i}, r${j}, s${i}_${j}); `,
    );
    return `    { ${l.join("")}${r.join("")}${products}}\n`;
  }).join("");
  return `${bindings.declare(() => "f32")}${evaluate}${params.declare()}
var<private> batch: i32;
${plan.declarations ?? ""}
${finder("left", plan.factors[0])}${finder("right", plan.factors[1])}
fn placeOf(row: i32, column: i32) -> i32 {
  ${plan.place}
}
${storeFunction(slots, offsets, ending)}
var<workgroup> leftTile: array<f32, ${DEPTH * (tileRows + 1)}>;
var<workgroup> rightTile: array<f32, ${DEPTH * (tileColumns + 1)}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * ${grid}u + id.x;
  let all = group / ${right * down}u;
  let part = i32(all % ${plan.chunks}u);
  let isThere = all < ${batch * plan.chunks}u;
  batch = min(i32(all / ${plan.chunks}u), ${batch - 1});
  ${plan.setUp ?? ""}
  let rows = ${plan.own?.rows ?? m};
  let terms = ${plan.own?.terms ?? k};
  let leftFirst = i32(group / ${right}u % ${down}u) * ${tileRows};
  let rightFirst = i32(group % ${right}u) * ${tileColumns};
  let leftFrom = i32(${offsets[0]} + leftStart(u32(batch)));
  let rightFrom = i32(${offsets[1]} + rightStart(u32(batch)));
  let first = part * ${plan.chunk};
  let end = select(first, min(first + ${plan.chunk}, terms), isThere);
  let x = lane % ${across}u;
  let y = lane / ${across}u;
  let leftCount = rows;
  let rightCount = ${n};
${left.before}${columns.before}${
    blocks(tile, (i, j) => `  var s${i}_${j} = 0.0;\n`)
  }
  for (var base = first; base < end; base += ${DEPTH}) {
${left.inside(`b${slots[0]}`)}${columns.inside(`b${slots[1]}`)}
    workgroupBarrier();
${steps}
    workgroupBarrier();
  }
${
    blocks(tile, (i, j) =>
      `  {
    let row = leftFirst + i32(y) + ${i * stretch};
    let column = rightFirst + i32(x) + ${j * across};
    if (isThere && row < rows && column < ${n}) {
      store(part * ${plan.size} + placeOf(row, column), s${i}_${j});
    }
  }
`)
  }}
`;
}

function storeFunction(
  slots: readonly number[],
  offsets: readonly string[],
  ending: Ending | undefined,
): string {
  const last = slots.length - 1;
  const to = `b${slots[last]}[${offsets[last]} + u32(at)]`;
  if (!ending) return `fn store(at: i32, value: f32) { ${to} = value; }`;
  const { prepared, axes } = ending;
  let others = 0;
  const args = prepared.inputs.map((index) => {
    if (index === 0) return "value";
    const i = others++;
    return `b${slots[2 + i]}[${offsets[2 + i]} + ${indexOf("i", axes, i)}]`;
  });
  return `fn store(at: i32, value: f32) {
  let element = u32(at);
${splitIndex("element", "i", axes)}  ${to} = evaluate(${args.join(", ")}).r0;
}`;
}

function finder(side: string, { row, term, start }: Finding): string {
  return `fn ${side}Row(at: i32) -> vec3i { ${row} }
fn ${side}Term(at: i32) -> vec3i { ${term} }
fn ${side}Start(at: u32) -> u32 { ${start ?? "return 0u;"} }
`;
}

/** Statements that bring a factor's tile into shared memory, neighbours in memory by neighbouring threads. */
function loads(
  side: "left" | "right",
  tile: number,
  { limits, isAlong }: Finding,
): { before: string; inside: (buffer: string) => string } {
  const size = tile * DEPTH;
  const all = range(Math.ceil(size / THREADS));
  const before = all.map((i) => {
    const at = `(i32(lane) + ${i * THREADS})`;
    const [row, term] = isAlong
      ? [`${at} / ${DEPTH}`, `${at} % ${DEPTH}`]
      : [`${at} % ${tile}`, `${at} / ${tile}`];
    return `  let ${side}At${i} = ${row};
  let ${side}K${i} = ${term};
  var ${side}Row${i} = ${NOWHERE};
  if (${side}First + ${side}At${i} < ${side}Count) { ${side}Row${i} = ${side}Row(${side}First + ${side}At${i}); }\n`;
  }).join("");
  // All of a thread's loads are of one term where THREADS is a multiple of DEPTH.
  const inside = (buffer: string): string =>
    (isAlong ? termOf(side, 0) : "") +
    all.map((i) => {
      const load = `${isAlong ? "" : termOf(side, i)}
      let at = ${side}Row${i} + ${side}T${isAlong ? 0 : i};
      var value = 0.0;
      if (u32(at.x) < ${limits[0]}u && u32(at.y) < ${
        limits[1]
      }u) { value = ${buffer}[${side}From + at.z]; }
      ${side}Tile[${side}K${i} * ${tile + 1} + ${side}At${i}] = value;`;
      const guard = (i + 1) * THREADS > size
        ? `if (lane + ${i * THREADS}u < ${size}u) `
        : "";
      return `    ${guard}{\n${load}\n    }\n`;
    }).join("");
  return { before, inside };
}

function termOf(side: string, i: number): string {
  return `    var ${side}T${i} = ${NOWHERE};
    if (base + ${side}K${i} < end) { ${side}T${i} = ${side}Term(base + ${side}K${i}); }\n`;
}

function blocks(
  { block: [rows, columns] }: Tile,
  text: (i: number, j: number) => string,
): string {
  return range(rows).flatMap((i) => range(columns).map((j) => text(i, j)))
    .join("");
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
