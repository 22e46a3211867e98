/** The text of a reduction. */

import type { ReduceFn } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import type { Prepared } from "../../prepare.ts";
import type { Axis } from "../../view.ts";
import {
  type AxisText,
  type Bindings,
  entryPoint,
  evaluateFunction,
  indexOf,
  type Numbers,
  type Params,
  splitIndex,
} from "./shader.ts";

/** How a reduction is laid out. */
export interface ReducePlan {
  readonly fn: ReduceFn;
  /** What maps the inputs to each term. */
  readonly prepared: Prepared;
  /** The axes that stay, in the order of the result. */
  readonly kept: readonly Axis[];
  /** The axes that are reduced. */
  readonly folded: readonly Axis[];
  readonly results: number;
  /** Terms of each result. */
  readonly terms: number;
  /** Results side by side in a workgroup. */
  readonly columns: number;
  /** Threads of each result; a power of two. */
  readonly rows: number;
  /** How many slices the terms are split into, and the terms in one. */
  readonly slices: number;
  readonly slice: number;
  /** What reduces the results of the slices: for each map, the terms as they are. */
  readonly rest: readonly Expr[];
}

/** The numbers of a plan as they stand in the text. */
export interface ReduceText {
  /** The offset of each input, and of each output. */
  readonly offsets: readonly string[];
  readonly numbers: Numbers;
  readonly kept: readonly AxisText[];
  readonly folded: readonly AxisText[];
  readonly results: string;
  readonly terms: string;
  readonly slices: string;
  readonly slice: string;
}

/** A workgroup reduces a slice of the terms of `columns` results, `rows` threads to each, one map after the other. */
export function reduceCode(
  { fn, prepared, columns, rows }: ReducePlan,
  text: ReduceText,
  bindings: Bindings,
  params: Params,
): string {
  const { kept, folded, results, terms, slice, slices, offsets: starts } = text;
  const evaluate = evaluateFunction(prepared, text.numbers, [
    "maxOf",
    "unknown",
    ...bindings.functions,
  ]);
  // Rounded as if it had been stored.
  const term = (j: number): string =>
    `unknown(terms.r${j}, ${text.numbers.nothing})`;
  const values = prepared.inputs.map((_, i) => {
    const place = `base${i} + ${indexOf("k", folded, i)}`;
    return bindings.load(i, place, "f32");
  });
  const bases = prepared.inputs.map((_, i) =>
    `  let base${i} = ${starts[i]} + ${indexOf("m", kept, i)};\n`
  ).join("");
  const combine = (a: string, b: string): string =>
    fn === "sum" ? `${a} + ${b}` : `maxOf(${a}, ${b})`;
  const threads = rows * columns, inputs = prepared.inputs.length;
  const totals = prepared.results.map((_, j) => `total${j}`);
  const begin = fn === "sum" ? "0.0" : "bitsOf(0xff800000u)";
  const store = (j: number): string => {
    const place = `${starts[inputs + j]} + group % ${slices} * ${results} + m`;
    const total = rows === 1 ? totals[j] : "partial[lane]";
    return `  if (row == 0u && m < ${results}) {
    ${bindings.store(inputs + j, place, [total])}
  }
`;
  };
  const finish = totals.map((total, j) =>
    rows === 1
      ? store(j)
      : `${tree(total, threads, columns, combine)}${store(j)}`
  );
  return `${bindings.declare(() => "f32")}${params.declare()}${evaluate}
${rows === 1 ? "" : `var<workgroup> partial: array<f32, ${threads}>;`}
${
    entryPoint(
      threads,
      `  let first = group % ${slices} * ${slice};
  let m = group / ${slices} * ${columns}u + lane % ${columns}u;
  let row = lane / ${columns}u;
${splitIndex("m", "m", kept)}${bases}
${
        totals.map((total) => `  var ${total} = ${begin};\n`).join("")
      }  if (m < ${results}) {
    let end = min(first + ${slice}, ${terms});
    for (var k = first + row; k < end; k += ${rows}u) {
${splitIndex("k", "k", folded)}
      let terms = evaluate(${values.join(", ")});
${
        totals.map((total, j) =>
          `      ${total} = ${combine(total, term(j))};\n`
        )
          .join("")
      }    }
  }
${finish.join("  workgroupBarrier();\n")}`,
    )
  }`;
}

/** Combines the upper half of the rows with the lower one until one row is left. */
function tree(
  total: string,
  threads: number,
  columns: number,
  combine: (a: string, b: string) => string,
): string {
  let text = `  partial[lane] = ${total};
  workgroupBarrier();\n`;
  for (let half = threads / 2; half >= columns; half /= 2) {
    text += `  if (lane < ${half}u) {
    partial[lane] = ${combine("partial[lane]", `partial[lane + ${half}u]`)};
  }
  workgroupBarrier();\n`;
  }
  return text;
}
