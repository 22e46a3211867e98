/**
 * The text of a contraction: a product of matrices whose rows, columns and terms may each be several axes, as those of
 * the windows of an image are. Workgroups compute tiles from tiles in shared memory, threads compute small blocks.
 */

import type { Axis } from "../../wasm/rows/axes.ts";
import {
  type Bindings,
  declareParams,
  indexOf,
  paramAt,
  splitIndex,
} from "./shader.ts";

/** Threads of a workgroup. */
const THREADS = 256;
/** Terms in a tile. */
const DEPTH = 16;

/** What the text follows from; in all axes operand 0 is the left factor, 1 the right one. */
export interface ContractPlan {
  /** Axes of both factors and the result. */
  readonly batch: readonly Axis[];
  /** Axes of the left factor and the result. */
  readonly rows: readonly Axis[];
  /** Axes of the right factor and the result. */
  readonly columns: readonly Axis[];
  /** Axes of both factors over which is summed. */
  readonly folded: readonly Axis[];
  /** Threads side by side. */
  readonly across: number;
  /** Rows and columns of a thread's block. */
  readonly block: readonly [number, number];
  /** Stretches into which the terms are cut, each with a result of its own. */
  readonly chunks: number;
  /** Terms in a stretch. */
  readonly chunk: number;
}

/** Rows and columns of a workgroup's tile. */
export function tileOf(
  { across, block }: Pick<ContractPlan, "across" | "block">,
): [number, number] {
  return [THREADS / across * block[0], across * block[1]];
}

/** How many indices axes have together. */
export function countOf(axes: readonly Axis[]): number {
  return axes.reduce((count, { size }) => count * size, 1);
}

/** The kernel; its parameters are the offsets of the factors and of the result. */
export function contractCode(
  plan: ContractPlan,
  { slots, declare, list }: Bindings,
  grid: number,
): string {
  const { batch, rows, columns, folded, across, block, chunks } = plan;
  const [tileRows, tileColumns] = tileOf(plan);
  const [m, n, terms] = [rows, columns, folded].map(countOf);
  const [down, right] = [Math.ceil(m / tileRows), Math.ceil(n / tileColumns)];
  const names = { list, declare };
  const place = (
    name: string,
    axes: readonly Axis[],
    operand: number,
  ): string =>
    `fn ${name}(at: u32) -> u32 {
${splitIndex("at", "i", axes)}  return ${indexOf("i", axes, operand)};
}
`;
  const left = loads("left", tileRows, m, isAlong(folded, 0));
  const rights = loads("right", tileColumns, n, isAlong(folded, 1));
  const [blockRows, blockColumns] = block;
  const steps = range(DEPTH).map((k) =>
    `    {
${
      range(blockRows).map((i) =>
        `      let l${i} = leftTile[${
          k * tileRows + i * (THREADS / across)
        }u + y];\n`
      ).join("")
    }${
      range(blockColumns).map((j) =>
        `      let r${j} = rightTile[${k * tileColumns + j * across}u + x];\n`
      ).join("")
    }${blocks(block, (i, j) => `      s${i}_${j} += l${i} * r${j};\n`)}    }\n`
  ).join("");
  return `${declare.call(names, () => "f32")}${declareParams(3)}
${place("leftBatch", batch, 0)}${place("rightBatch", batch, 1)}
${place("leftRow", rows, 0)}${place("rightRow", columns, 1)}
${place("leftTerm", folded, 0)}${place("rightTerm", folded, 1)}
var<workgroup> leftTile: array<f32, ${DEPTH * tileRows}>;
var<workgroup> rightTile: array<f32, ${DEPTH * tileColumns}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * ${grid}u + id.x;
  let z = group / ${right * down}u;
  let part = z % ${chunks}u;
  let batch = z / ${chunks}u;
  let isThere = batch < ${countOf(batch)}u;
  let firstLeft = group / ${right}u % ${down}u * ${tileRows}u;
  let firstRight = group % ${right}u * ${tileColumns}u;
  let leftFrom = ${paramAt(0)} + leftBatch(batch);
  let rightFrom = ${paramAt(1)} + rightBatch(batch);
  let start = part * ${plan.chunk}u;
  let end = min(start + ${plan.chunk}u, ${terms}u);
  let x = lane % ${across}u;
  let y = lane / ${across}u;
${left.before}${rights.before}${
    blocks(block, (i, j) => `  var s${i}_${j} = 0.0;\n`)
  }
  for (var k = start; k < end; k += ${DEPTH}u) {
${left.inside(`b${slots[0]}`)}${rights.inside(`b${slots[1]}`)}
    workgroupBarrier();
${steps}
    workgroupBarrier();
  }
  let to = ${paramAt(2)} + (part * ${countOf(batch)}u + batch) * ${m * n}u;
${
    blocks(block, (i, j) =>
      `  {
    let row = firstLeft + y + ${i * (THREADS / across)}u;
    let column = firstRight + x + ${j * across}u;
    if (isThere && row < ${m}u && column < ${n}u) {
      b${slots[2]}[to + row * ${n}u + column] = s${i}_${j};
    }
  }
`)
  }}
`;
}

/** Statements that bring a factor's tile into shared memory, neighbours in memory by neighbouring threads. */
function loads(
  side: "left" | "right",
  tile: number,
  count: number,
  along: boolean,
): { before: string; inside: (buffer: string) => string } {
  const first = side === "left" ? "firstLeft" : "firstRight";
  const size = tile * DEPTH;
  const all = range(Math.ceil(size / THREADS));
  const before = all.map((i) => {
    const at = `(lane + ${i * THREADS}u)`;
    const [row, term] = along
      ? [`${at} / ${DEPTH}u`, `${at} % ${DEPTH}u`]
      : [`${at} % ${tile}u`, `${at} / ${tile}u`];
    return `  let ${side}At${i} = ${first} + ${row};
  let ${side}K${i} = ${term};
  let ${side}Base${i} = ${side}From + ${side}Row(${side}At${i});\n`;
  }).join("");
  const inside = (buffer: string): string =>
    all.map((i) =>
      `    if (lane + ${i * THREADS}u < ${size}u) {
      let term = k + ${side}K${i};
      var value = 0.0;
      if (term < end && ${side}At${i} < ${count}u) {
        value = ${buffer}[${side}Base${i} + ${side}Term(term)];
      }
      ${side}Tile[${side}K${i} * ${tile}u + ${side}At${i} - ${first}] = value;
    }\n`
    ).join("");
  return { before, inside };
}

function isAlong(folded: readonly Axis[], operand: number): boolean {
  return Math.abs(folded.at(-1)?.strides[operand] ?? 0) === 1;
}

function blocks(
  [rows, columns]: readonly [number, number],
  text: (i: number, j: number) => string,
): string {
  return range(rows).flatMap((i) => range(columns).map((j) => text(i, j)))
    .join("");
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
