/** The text of a fold. */

import type { ReduceFn } from "../../backend.ts";
import type { Prepared } from "../../prepare.ts";
import type { Axis } from "../../axes.ts";
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

/** How a fold is laid out. */
export interface FoldPlan {
  /** How it folds. */
  readonly fn: ReduceFn;
  /** What is done to each term. */
  readonly prepared: Prepared;
  /** The axes that stay, row-major as in the result. */
  readonly kept: readonly Axis[];
  /** The axes that go. */
  readonly folded: readonly Axis[];
  /** How many results there are. */
  readonly results: number;
  /** How many terms each has. */
  readonly terms: number;
  /** Results side by side in a workgroup, and threads for each of them. */
  readonly columns: number;
  /** Threads for each result; a power of two. */
  readonly rows: number;
  /** Stretches into which the terms are cut. */
  readonly chunks: number;
  /** Terms in a stretch. */
  readonly chunk: number;
}

/** What a fold's numbers are called in its text. */
export interface FoldText {
  /** The offset of each input, and of each output. */
  readonly offsets: readonly string[];
  /** The numbers of what is done to each term. */
  readonly numbers: Numbers;
  /** The axes of the plan. */
  readonly kept: readonly AxisText[];
  readonly folded: readonly AxisText[];
  /** Numbers of the plan. */
  readonly results: string;
  readonly terms: string;
  readonly chunks: string;
  readonly chunk: string;
}

/** A workgroup folds one stretch of the terms of `columns` results, with `rows` threads for each; of each map in turn. */
export function foldCode(
  { fn, prepared, columns, rows }: FoldPlan,
  text: FoldText,
  bindings: Bindings,
  params: Params,
): string {
  const { kept, folded, results, terms, chunk, chunks, offsets: starts } = text;
  const evaluate = evaluateFunction(prepared, text.numbers, [
    "maxOf",
    "unknown",
  ]);
  // Rounded as if it came from memory.
  const term = (j: number): string =>
    `unknown(terms.r${j}, ${text.numbers.nothing})`;
  const { slots } = bindings;
  const values = prepared.inputs.map((_, i) => {
    const place = `base${i} + ${indexOf("k", folded, i)}`;
    return `b${slots[i]}[${place}]`;
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
    const out = `b${slots[inputs + j]}`, start = starts[inputs + j];
    const total = rows === 1 ? totals[j] : "partial[lane]";
    return `  if (row == 0u && m < ${results}) {
    ${out}[${start} + group % ${chunks} * ${results} + m] = ${total};
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
      `  let first = group % ${chunks} * ${chunk};
  let m = group / ${chunks} * ${columns}u + lane % ${columns}u;
  let row = lane / ${columns}u;
${splitIndex("m", "m", kept)}${bases}
${
        totals.map((total) => `  var ${total} = ${begin};\n`).join("")
      }  if (m < ${results}) {
    let end = min(first + ${chunk}, ${terms});
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

/** Adds the upper half of the rows to the lower one until one row is left. */
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
