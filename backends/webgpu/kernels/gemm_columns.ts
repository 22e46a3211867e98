/**
 * Products of few columns, such as the channels of an image: each thread computes a row, and the workgroup keeps the
 * columns in shared memory, four terms to a vector.
 */

import {
  type GemmText,
  type Layout,
  putAll,
  range,
  vector,
} from "./gemm_code.ts";

/** The layout for `threads` threads with a row of `columns` results each, `depth` terms at a time. */
export function columnsLayout(
  columns: number,
  threads: number,
  depth: number,
  { factors: [left, right], params }: GemmText,
): Layout {
  const quads = depth / 4;
  const { isShared } = params;
  // Vectors hold neighbouring terms.
  const weights = vector(
    "w",
    (c) => `rightAt(column + rightTerm(term + ${c}, end))`,
    { isVector: right.isVector, isShared },
  );
  const values = vector(
    "l",
    (c) => `leftAt(row + leftTerm(term + ${c}, end))`,
    { isVector: left.isVector, isShared },
  );
  return {
    tile: [threads, columns],
    threads,
    declarations: `var<workgroup> columns: array<vec4f, ${quads * columns}>;\n`,
    body: `  let row = leftRow(tileFirst.x + i32(lane));
${range(columns).map((j) => `  var s${j} = 0.0;\n`).join("")}
  for (var base = first; base < end; base += ${depth}) {
    let most = (min(end - base, ${depth}) + 3) / 4;
    for (var i = i32(lane); i < most * ${columns}; i += ${threads}) {
      let column = rightRow(tileFirst.y + i % ${columns});
      let term = base + i / ${columns} * 4;
      var w = vec4f();
      ${weights}
      columns[i] = w;
    }
    workgroupBarrier();
    for (var q = 0; q < most; q++) {
      let term = base + 4 * q;
      var l = vec4f();
      ${values}
${
      range(columns).map((j) => {
        const at = `columns[q * ${columns} + ${j}]`;
        return `      { let r = ${at}; s${j} = fma(l.w, r.w, fma(l.z, r.z, fma(l.y, r.y, fma(l.x, r.x, s${j})))); }\n`;
      }).join("")
    }    }
    workgroupBarrier();
  }
${
      putAll(
        range(columns).map((j) => [
          "tileFirst.x + i32(lane)",
          `tileFirst.y + ${j}`,
          `s${j}`,
        ]),
        params,
      )
    }`,
  };
}
