/** Arrays as NumPy prints them: rows below each other, of large ones the edges. */

import { sizeOf, type View } from "../../backends/view.ts";
import { floatFormat, type NumberFormat, scalarText } from "./number_format.ts";

/** Characters of a line. */
const LINE_WIDTH = 75;
/** Elements of the largest array that is shown whole. */
const MOST_ELEMENTS = 1000;
/** What is shown of each end of an axis of a larger one. */
const EDGE = 3;

/** Places along an axis; `null` stands for those left out. */
type Places = readonly (number | null)[];

/** The elements that a view shows of some memory, as text. */
export function arrayText(memory: ArrayLike<number>, view: View): string {
  const precision = memory instanceof Float64Array ? "double" : "single";
  const { shape, strides, offset } = view;
  if (sizeOf(shape) === 0) return "[]";
  if (shape.length === 0) return scalarText(memory[offset], precision);
  const axes = placesOf(shape);
  const shown = elementsAt(axes, strides, offset).map((i) => memory[i]);
  return new Layout(memory, axes, strides, floatFormat(shown, precision))
    .rows(offset, 0, " ");
}

/** The places that are shown, for each axis. */
function placesOf(shape: readonly number[]): Places[] {
  const isWhole = sizeOf(shape) <= MOST_ELEMENTS;
  return shape.map((size) => placesAlong(size, isWhole ? size : 2 * EDGE));
}

/** The places along an axis, or if there are more than `most` those at its ends, with `null` between them. */
export function placesAlong(size: number, most: number): Places {
  const all = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i);
  if (size <= most) return all(0, size);
  const edge = most / 2;
  return [...all(0, edge), null, ...all(size - edge, size)];
}

/** Where the elements lie that are shown. */
function elementsAt(
  axes: readonly Places[],
  strides: readonly number[],
  offset: number,
): number[] {
  return axes.reduce<number[]>(
    (starts, places, axis) =>
      starts.flatMap((start) =>
        places.flatMap((place) =>
          place === null ? [] : [start + place * strides[axis]]
        )
      ),
    [offset],
  );
}

/** Brackets, rows and lines. */
class Layout {
  readonly #memory: ArrayLike<number>;
  readonly #axes: readonly Places[];
  readonly #strides: readonly number[];
  readonly #format: NumberFormat;

  constructor(
    memory: ArrayLike<number>,
    axes: readonly Places[],
    strides: readonly number[],
    format: NumberFormat,
  ) {
    this.#memory = memory;
    this.#axes = axes;
    this.#strides = strides;
    this.#format = format;
  }

  /** What lies behind an index, in brackets; lines but the first begin with the indent. */
  rows(start: number, axis: number, indent: string): string {
    const at = (place: number) => start + place * this.#strides[axis];
    const left = this.#axes.length - axis;
    const texts = this.#axes[axis].map((place) => {
      if (place === null) return "...";
      if (left === 1) return this.#format(this.#memory[at(place)]);
      return this.rows(at(place), axis + 1, `${indent} `);
    });
    const inner = left === 1
      ? wrapped(texts, indent, LINE_WIDTH - 1 - axis)
      : texts.join("\n".repeat(left - 1) + indent);
    return `[${inner}]`;
  }
}

/** Words with spaces between them, in lines of at most `width` characters. */
function wrapped(
  words: readonly string[],
  indent: string,
  width: number,
): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    if (line.length + word.length > width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.slice(0, -1)].join("\n").slice(indent.length);
}
