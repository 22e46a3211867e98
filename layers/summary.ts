/** Summaries of layers, as Keras prints them. */

import { type PartialShape, showShape } from "../variables/shapes.ts";

/** A layer, as far as a summary asks. */
interface Summarized {
  readonly name: string;
  readonly builtShapes: readonly PartialShape[] | null;
  readonly weights: readonly Sized[];
  readonly trainableVariables: readonly Sized[];
  readonly nonTrainableVariables: readonly Sized[];
  computeOutputShapes(
    shape: PartialShape,
    ...others: PartialShape[]
  ): readonly PartialShape[];
}

interface Sized {
  readonly size: number;
}

/** What a summary says of one layer. */
interface SummaryRow {
  readonly name: string;
  readonly className: string;
  /** Of each output; `null` while it is not built. */
  readonly outputShapes: readonly PartialShape[] | null;
  /** The number of its weights' elements. */
  readonly parameters: number;
  /** The outputs that it is called on, where a table tells of them. */
  readonly inputs: string | null;
}

/** What is told of a model besides its layers. */
export interface SummaryExtras {
  /** The outputs that each layer is called on; `null` where each is called on that of the one before. */
  readonly connections?: ReadonlyMap<unknown, string> | null;
  /** What the optimizer keeps, if there is one that is built. */
  readonly optimizer?: readonly Sized[];
}

/** A layer in one line, or a table of the layers in it. */
export function summaryOf(
  layer: Summarized,
  layers: readonly Summarized[],
  extras: SummaryExtras = {},
): string {
  const { connections = null } = extras;
  return layers.length === 0 ? summaryLine(rowOf(layer, null)) : summaryTable(
    layer,
    layers.map((one) => rowOf(one, connections?.get(one) ?? null)),
    extras,
  );
}

function rowOf(layer: Summarized, inputs: string | null): SummaryRow {
  const { name, weights } = layer;
  const [first, ...others] = layer.builtShapes ?? [];
  return {
    name,
    className: layer.constructor.name,
    outputShapes: first ? layer.computeOutputShapes(first, ...others) : null,
    parameters: sizeOf(weights),
    inputs,
  };
}

/** One layer in one line: `dense (Dense): [null, 16], 112 parameters`. */
function summaryLine(row: SummaryRow): string {
  const [what, shape] = cellsOf(row);
  return `${what}: ${shape}, ${grouped(row.parameters)} parameters`;
}

/** A model as a table of its layers, and how many of its parameters are trained. */
function summaryTable(
  model: Summarized,
  rows: readonly SummaryRow[],
  { connections, optimizer = [] }: SummaryExtras,
): string {
  const connected = connections ? ["Connected to"] : [];
  const head = ["Layer (type)", "Output Shape", "Param #", ...connected];
  const body = rows.map((row) =>
    connections ? [...cellsOf(row), row.inputs ?? "-"] : cellsOf(row)
  );
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
    ` Total params: ${sized(trainable + nonTrainable + sizeOf(optimizer))}`,
    ` Trainable params: ${sized(trainable)}`,
    ` Non-trainable params: ${sized(nonTrainable)}`,
    ...optimizer.length > 0
      ? [` Optimizer params: ${sized(sizeOf(optimizer))}`]
      : [],
  ].join("\n");
}

function cellsOf(row: SummaryRow): string[] {
  const { name, className, outputShapes, parameters } = row;
  const shape = outputShapes?.map(showShape).join(", ") ?? "?";
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
