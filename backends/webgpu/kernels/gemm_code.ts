/** The text that all kernels of products share: how elements are addressed, and how results are stored. */

import type { Prepared } from "../../prepare.ts";
import { wgslFunctions } from "../wgsl.ts";
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

/** Outside every image: the place of rows and terms that do not exist. */
const NOWHERE = `vec3i(${2 ** 29}, 0, 0)`;

/**
 * How the elements of a factor are addressed. Rows (columns, of the right factor) and terms each give `(y, x, address)`;
 * the element lies at their sum, and is 0 unless `0 <= y < limits[0]` and `0 <= x < limits[1]`.
 */
export interface Addressing {
  /** The bounds of `y` and `x`. */
  readonly limits: readonly [string, string];
  /** Statements that give the `vec3i` of row `at: i32`. */
  readonly row: string;
  /** Statements that give the `vec3i` of term `at: i32`. */
  readonly term: string;
  /** Statements that give the address where batch `at: u32` starts. */
  readonly start?: string;
}

/** A factor as a kernel reads it. */
export interface Factor extends Addressing {
  /** Whether its terms are contiguous, and not its rows. */
  readonly isAlong: boolean;
  /** Whether four neighbours are loaded as one vector. */
  readonly isVector: boolean;
}

/** An epilogue that is part of the kernel. */
export interface EpilogueText {
  readonly prepared: Prepared;
  readonly numbers: Numbers;
  /** The axes of the result, with the strides of the epilogue's operands. */
  readonly axes: readonly AxisText[];
}

/** What the text of a product is made of; numbers are expressions of type i32. */
export interface GemmText {
  readonly bindings: Bindings;
  readonly params: Params;
  /** The offset of each operand, of type u32. */
  readonly offsets: readonly string[];
  /** The factor with the tile's rows, then the one with its columns. */
  readonly factors: readonly [Factor, Factor];
  /** Whether the first of these is the right factor of the product. */
  readonly isTurned: boolean;
  /** The most rows and columns of any batch, and those of this one. */
  readonly most: readonly [string, string];
  readonly counts: readonly [string, string];
  /** Terms of this batch. */
  readonly terms: string;
  /** How many products there are. */
  readonly batches: string;
  /** How many slices the terms are split into, and the terms in one. */
  readonly slices: string;
  readonly slice: string;
  /** Elements of the result, of which each slice has its own. */
  readonly size: string;
  /** Statements that give the place of row `row: i32` of the product in the result. */
  readonly place: string;
  /** Declarations for these statements. */
  readonly declarations?: string;
  /** Statements that run first in each thread and know `batch`. */
  readonly setUp?: string;
  readonly epilogue?: EpilogueText;
}

/** How the work is laid out over the threads of a workgroup. */
export interface Layout {
  /** Rows and columns that a workgroup computes. */
  readonly tile: readonly [number, number];
  readonly threads: number;
  readonly declarations: string;
  /** What each thread does; it knows `first` and `end` of its terms and `tileFirst` of its rows and columns. */
  readonly body: string;
}

/** What the functions of the two factors begin with. */
export const SIDES = ["left", "right"] as const;

/** The text of a kernel. */
export function gemmCode(text: GemmText, layout: Layout): string {
  const { bindings, factors, offsets, isTurned } = text;
  const { slots } = bindings;
  const { tile: [rows, columns] } = layout;
  const typeOf = (slot: number) =>
    factors.some(({ isVector }, side) => isVector && slots[side] === slot)
      ? "vec4f"
      : "f32";
  const { epilogue } = text;
  const evaluate = epilogue
    ? evaluateFunction(epilogue.prepared, epilogue.numbers, [
      "unknown",
      ...bindings.functions,
    ])
    : wgslFunctions(bindings.functions);
  return `${bindings.declare(typeOf)}${evaluate}${text.params.declare()}
var<private> batch: i32;
var<private> counts: vec2i;
var<private> origin: vec2i;
var<private> part: i32;
${text.declarations ?? ""}
${factors.map((_, side) => finder(text, side as 0 | 1)).join("")}
fn placeOf(row: i32) -> i32 { ${text.place} }
${storeFunction(text)}
fn put(i: i32, j: i32, value: f32) {
  if (i < counts.x && j < counts.y) {
    store(part * ${text.size} + placeOf(${
    isTurned ? "j) + i" : "i) + j"
  }, value);
  }
}
${layout.declarations}
${
    entryPoint(
      layout.threads,
      `  let tile = i32(group);
  let tilesRight = (${text.most[1]} + ${columns - 1}) / ${columns};
  let tilesDown = (${text.most[0]} + ${rows - 1}) / ${rows};
  let all = tile / (tilesRight * tilesDown);
  let isThere = all / ${text.slices} < ${text.batches};
  part = all % ${text.slices};
  batch = select(0, all / ${text.slices}, isThere);
  ${text.setUp ?? ""}
  counts = select(vec2i(0), vec2i(${text.counts.join(", ")}), isThere);
  origin = vec2i(i32(${offsets[0]} + leftStart(u32(batch))), i32(${
        offsets[1]
      } + rightStart(u32(batch))));
  let tileFirst = vec2i(tile / tilesRight % tilesDown * ${rows}, tile % tilesRight * ${columns});
  let first = part * ${text.slice};
  let end = select(first, min(first + ${text.slice}, ${text.terms}), isThere);
${layout.body}`,
    )
  }`;
}

/** Functions that address a factor's rows and terms, and load what lies there: a number, or four neighbours. */
function finder({ factors, bindings }: GemmText, side: 0 | 1): string {
  const { row, term, start, limits, isVector } = factors[side];
  const name = SIDES[side], type = isVector ? "vec4f" : "f32";
  const place = `origin[${side}] + at.z`;
  return `fn ${name}RowAt(at: i32) -> vec3i { ${row} }
fn ${name}TermAt(at: i32) -> vec3i { ${term} }
fn ${name}Row(at: i32) -> vec3i {
  if (at < counts[${side}]) { return ${name}RowAt(at); }
  return ${NOWHERE};
}
fn ${name}Term(at: i32, end: i32) -> vec3i {
  if (at < end) { return ${name}TermAt(at); }
  return ${NOWHERE};
}
fn ${name}Start(at: u32) -> u32 { ${start ?? "return 0u;"} }
fn ${name}At(at: vec3i) -> ${type} {
  if (u32(at.x) < u32(${limits[0]}) && u32(at.y) < u32(${limits[1]})) {
    return ${bindings.load(side, isVector ? `(${place}) / 4` : place, type)};
  }
  return ${type}();
}
`;
}

function storeFunction({ bindings, offsets, epilogue }: GemmText): string {
  const last = bindings.slots.length - 1;
  const storing = (value: string): string =>
    bindings.store(last, `${offsets[last]} + u32(at)`, [value]);
  if (!epilogue) {
    return `fn store(at: i32, value: f32) { ${storing("value")} }`;
  }
  const { prepared, axes } = epilogue;
  let others = 0;
  const args = prepared.inputs.map((index) => {
    if (index === 0) return `unknown(value, ${epilogue.numbers.nothing})`;
    const i = others++;
    const place = `${offsets[2 + i]} + ${indexOf("i", axes, i)}`;
    return bindings.load(2 + i, place, "f32");
  });
  return `fn store(at: i32, value: f32) {
  let element = u32(at);
${splitIndex("element", "i", axes)}  ${
    storing(`evaluate(${args.join(", ")}).r0`)
  }
}`;
}

/**
 * Statements that fill the vector `name` with what `value` gives for each of four lanes, or with what it gives for the
 * first if that is a vector already. The text of a kernel that many shapes share is short rather than fast.
 */
export function vector(
  name: string,
  value: (lane: string) => string,
  { isVector, isShared }: { isVector: boolean; isShared: boolean },
): string {
  if (isVector) return `${name} = ${value("0")};`;
  if (isShared) {
    return `for (var c = 0; c < 4; c++) { ${name}[c] = ${value("c")}; }`;
  }
  return `${name} = vec4f(${["0", "1", "2", "3"].map(value).join(", ")});`;
}

/** Statements that store each result at its row and column. */
export function putAll(
  results: readonly (readonly [row: string, column: string, value: string])[],
  { isShared }: Params,
): string {
  if (!isShared) return results.map((one) => `  put(${one});\n`).join("");
  const [rows, columns, values] = [0, 1, 2].map((i) =>
    results.map((one) => one[i])
  );
  const { length } = results;
  return `  var toRow = array<i32, ${length}>(${rows});
  var toColumn = array<i32, ${length}>(${columns});
  var results = array<f32, ${length}>(${values});
  for (var i = 0; i < ${length}; i++) { put(toRow[i], toColumn[i], results[i]); }
`;
}

/** The numbers below `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
