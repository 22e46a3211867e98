/** Summaries of layers, as Keras prints them. */

import { type PartialShape, showShape } from "../variables/shapes.ts";

/** What a summary says of one layer. */
export interface SummaryRow {
  /** The layer's name. */
  readonly name: string;
  /** The name of its class. */
  readonly className: string;
  /** The shape of its output, `null` while it is not built. */
  readonly outputShape: PartialShape | null;
  /** The number of its weights' elements. */
  readonly parameters: number;
}

/** A model, as far as a summary asks. */
export interface Summarized {
  /** Its name. */
  readonly name: string;
  /** The variables that are trained. */
  readonly trainableVariables: readonly { readonly size: number }[];
  /** The variables that are not. */
  readonly nonTrainableVariables: readonly { readonly size: number }[];
}

/** One layer in one line: `dense (Dense): [null, 16], 112 parameters`. */
export function summaryLine(row: SummaryRow): string {
  const [what, shape] = cellsOf(row);
  return `${what}: ${shape}, ${grouped(row.parameters)} parameters`;
}

/** A model as a table of its layers, and how many of its parameters are trained. */
export function summaryTable(
  model: Summarized,
  rows: readonly SummaryRow[],
): string {
  const head = ["Layer (type)", "Output Shape", "Param #"];
  const body = rows.map(cellsOf);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column].length))
  );
  const line = (cells: readonly string[], bar: string): string =>
    `${bar} ${
      cells.map((cell, column) =>
        column === 2 ? cell.padStart(widths[2]) : cell.padEnd(widths[column])
      ).join(` ${bar} `)
    } ${bar}`;
  const rule = ([left, dash, cross, right]: string): string =>
    left + widths.map((width) => dash.repeat(width + 2)).join(cross) + right;
  const trainable = sizeOf(model.trainableVariables);
  const nonTrainable = sizeOf(model.nonTrainableVariables);
  return [
    `Model: "${model.name}"`,
    rule("┏━┳┓"),
    line(head, "┃"),
    rule("┡━╇┩"),
    body.map((cells) => line(cells, "│")).join(`\n${rule("├─┼┤")}\n`),
    rule("└─┴┘"),
    ` Total params: ${sized(trainable + nonTrainable)}`,
    ` Trainable params: ${sized(trainable)}`,
    ` Non-trainable params: ${sized(nonTrainable)}`,
  ].join("\n");
}

function cellsOf(row: SummaryRow): string[] {
  const { name, className, outputShape, parameters } = row;
  const shape = outputShape ? showShape(outputShape) : "?";
  return [`${name} (${className})`, shape, grouped(parameters)];
}

function sizeOf(weights: readonly { readonly size: number }[]): number {
  return weights.reduce((sum, { size }) => sum + size, 0);
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** A number of parameters, and the memory that they take in float32. */
function sized(count: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let size = count * 4;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${grouped(count)} (${size.toFixed(2)} ${units[unit]})`;
}
