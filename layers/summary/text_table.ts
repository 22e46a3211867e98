/** Tables of text, with lines around their cells. */

import { ValueError } from "../../config/errors.ts";
import type { Cells } from "./rows.ts";

/** The narrowest column. */
const LEAST_WIDTH = 4;

/** A table; one of a width of its own goes on in further lines where a cell is too long. */
export function textTable(cells: Cells, lineLength: number | null): string {
  const { head, body } = cells;
  const widths = lineLength === null
    ? head.map((_, column) =>
      Math.max(...[head, ...body].map((row) => row[column].length))
    )
    : sharedWidths(cells.shares, lineLength);
  const lines = (row: readonly string[], bar: string): string => {
    const wrapped = row.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => {
      const texts = wrapped.map((cell, i) =>
        aligned(cell[line] ?? "", widths[i], cells.align[i])
      );
      return `${bar} ${texts.join(` ${bar} `)} ${bar}`;
    }).join("\n");
  };
  const rule = ([left, dash, cross, right]: string): string =>
    left + widths.map((width) => dash.repeat(width + 2)).join(cross) + right;
  return [
    rule("┏━┳┓"),
    lines(head, "┃"),
    rule("┡━╇┩"),
    ...body.flatMap((row, i) => [
      ...i > 0 ? [rule("├─┼┤")] : [],
      lines(row, "│"),
    ]),
    rule("└─┴┘"),
  ].join("\n");
}

/** The width of a line, shared out. */
function sharedWidths(shares: readonly number[], lineLength: number): number[] {
  const room = lineLength - 3 * shares.length - 1;
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.floor(room * share / whole));
  widths[0] += room - widths.reduce((sum, width) => sum + width, 0);
  if (Math.min(...widths) >= LEAST_WIDTH) return widths;
  throw new ValueError(
    `Cannot summarize a model: expected lineLength to leave each of ${shares.length} columns ${LEAST_WIDTH} characters, received ${lineLength}`,
  );
}

/** A cell in lines: parted at spaces, where a word is too long inside it. */
function wrap(cell: string, width: number): string[] {
  const lines: string[] = [];
  let rest = cell;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 && rest.slice(0, space).trim() ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

function aligned(
  text: string,
  width: number,
  align: "left" | "right" | "center",
): string {
  if (align === "left") return text.padEnd(width);
  if (align === "right") return text.padStart(width);
  return text.padStart(Math.ceil((width + text.length) / 2)).padEnd(width);
}
