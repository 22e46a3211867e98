/** Rows looked up in a table, and rows added to it. No two threads write the same element. */

import type { Args } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { floatToWord } from "../math/float.ts";
import type { GpuRuntime } from "../runtime.ts";
import { wgslFunctions } from "../wgsl.ts";
import { Bindings, entryPoint, Params } from "./shader.ts";

/** Threads of a workgroup. */
const THREADS = 64;

// Elements are bits: devices may assume that no float is NaN.
const ROW_OF = `fn rowOf(bits: u32, rows: u32) -> u32 {
  let exponent = (bits >> 23u) & 255u;
  if (exponent >= 158u) { return rows; }
  let whole = i32(bitcast<f32>(bits));
  let row = select(whole, whole + i32(rows), whole < 0);
  return select(rows, u32(row), row >= 0 && row < i32(rows));
}
`;

/** Copies the rows of `table` that the indices name; `absent` where they name none. */
export function runGather(
  runtime: GpuRuntime,
  ...[table, indices, out, absent]: Args<"gather">
): void {
  const size = sizeOf(out.view.shape);
  if (size === 0) return;
  const [, rows, width] = table.view.shape;
  const [count] = indices.view.shape;
  const bindings = new Bindings([table, indices], [out]);
  const params = new Params(true);
  const offsets = [table, indices, out].map(({ view }) => view.offset);
  const words = [...offsets, size, count, rows, width]
    .map((word) => params.word(word));
  const last = params.word(floatToWord(absent));
  runtime.recorder.dispatch({
    label: `gather [${out.view.shape.join(", ")}]`,
    key: `gather ${bindings.key}`,
    code: () => gatherCode(bindings, params, words, last),
    bindings: bindings.list,
    workgroups: runtime.grid(Math.ceil(size / THREADS)),
    params: params.words,
  });
}

function gatherCode(
  bindings: Bindings,
  params: Params,
  [fromTable, fromIndices, toOut, size, count, rows, width]: readonly string[],
  absent: string,
): string {
  const index = `${fromIndices} + item % ${count}`;
  const element =
    `${fromTable} + (item / ${count} * ${rows} + row) * ${width} + i % ${width}`;
  return `${bindings.declare(() => "u32")}${params.declare()}
${wgslFunctions(bindings.functions)}${ROW_OF}
${
    entryPoint(
      THREADS,
      `  let i = group * ${THREADS}u + lane;
  if (i >= ${size}) { return; }
  let item = i / ${width};
  let row = rowOf(${bindings.load(1, index, "u32")}, ${rows});
  var value = ${absent};
  if (row < ${rows}) { value = ${bindings.load(0, element, "u32")}; }
  ${bindings.storeBits(2, `${toOut} + i`, "value")}
`,
    )
  }`;
}

/** Adds the rows of `values` to the rows of `out` that the indices name, one workgroup to a row or a part of one. */
export function runScatterAdd(
  runtime: GpuRuntime,
  ...[values, indices, out]: Args<"scatterAdd">
): void {
  const [groups, rows, width] = out.view.shape;
  if (groups * rows * width === 0) return;
  const [count] = indices.view.shape;
  const bindings = new Bindings([values, indices], [out]);
  const parts = Math.ceil(width / THREADS);
  const wanted = groups * rows * parts;
  const params = new Params(true);
  const offsets = [values, indices, out].map(({ view }) => view.offset);
  const words = [...offsets, wanted, count, rows, width, parts]
    .map((word) => params.word(word));
  runtime.recorder.dispatch({
    label: `scatter add [${out.view.shape.join(", ")}]`,
    key: `scatter add ${bindings.key}`,
    code: () => scatterCode(bindings, params, words),
    bindings: bindings.list,
    workgroups: runtime.grid(wanted),
    params: params.words,
  });
}

/** Each thread marks an index that names the row; then each adds the marked rows in a column of its own. */
function scatterCode(
  bindings: Bindings,
  params: Params,
  [fromValues, fromIndices, toOut, wanted, count, rows, width, parts]:
    readonly string[],
): string {
  const marks = THREADS / 32;
  const term = bindings.load(0, `start + item * ${width} + column`, "u32");
  const total = `${toOut} + place * ${width} + column`;
  return `${bindings.declare(() => "u32")}${params.declare()}
${wgslFunctions(bindings.functions)}${ROW_OF}
var<workgroup> marks: array<atomic<u32>, ${marks}>;
${
    entryPoint(
      THREADS,
      `  if (group >= ${wanted}) { return; }
  let place = group / ${parts};
  let row = place % ${rows};
  let column = group % ${parts} * ${THREADS}u + lane;
  let start = ${fromValues} + place / ${rows} * ${count} * ${width};
  var sum = 0f;
  for (var first = 0u; first < ${count}; first += ${THREADS}u) {
    if (lane < ${marks}u) { atomicStore(&marks[lane], 0u); }
    workgroupBarrier();
    let i = first + lane;
    if (i < ${count}) {
      let index = ${bindings.load(1, `${fromIndices} + i`, "u32")};
      if (rowOf(index, ${rows}) == row) {
        atomicOr(&marks[lane / 32u], 1u << (lane % 32u));
      }
    }
    workgroupBarrier();
    for (var m = 0u; m < ${marks}u; m++) {
      var left = atomicLoad(&marks[m]);
      while (left != 0u) {
        let item = first + 32u * m + firstTrailingBit(left);
        left &= left - 1u;
        if (column < ${width}) {
          sum += bitcast<f32>(${term});
        }
      }
    }
    workgroupBarrier();
  }
  if (column < ${width}) {
    ${bindings.storeBits(2, total, "bitcast<u32>(sum)")}
  }
`,
    )
  }`;
}
