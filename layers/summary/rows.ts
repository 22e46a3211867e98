/** What a summary says of layers: the cells of its table, and the totals below. */

import { type PartialShape, showShape } from "../../variables/shapes.ts";

/** A layer, as far as a summary asks. */
export interface Summarized {
  readonly name: string;
  readonly built: boolean;
  readonly trainable: boolean;
  readonly builtShapes: readonly PartialShape[] | null;
  readonly weights: readonly Sized[];
  readonly trainableVariables: readonly Sized[];
  readonly nonTrainableVariables: readonly Sized[];
  /** Those of a model, which a summary may expand. */
  readonly layers?: readonly Summarized[];
  computeOutputShapes(
    shape: PartialShape,
    ...others: PartialShape[]
  ): readonly PartialShape[];
}

interface Sized {
  readonly size: number;
}

/** What is told of a model besides its layers. */
export interface SummaryExtras {
  /** The outputs that each layer is called on; `null` where each is called on that of the one before. */
  readonly connections?: ReadonlyMap<unknown, string> | null;
  /** The shapes of what each layer gives, where a graph says them. */
  readonly outputShapes?: ReadonlyMap<unknown, readonly PartialShape[]>;
  /** What the optimizer keeps, if there is one that is built. */
  readonly optimizer?: readonly Sized[];
}

/** What else a table is to show. */
export interface Columns {
  /** Whether models in it are followed by their layers. */
  readonly expandNested: boolean;
  /** Whether each layer is said to be trained or not. */
  readonly showTrainable: boolean;
}

/** Cells in rows, below their heads. */
export interface Cells {
  readonly head: readonly string[];
  /** Of each column. */
  readonly align: readonly ("left" | "right" | "center")[];
  /** How wide each is beside the others, where a table has a width of its own. */
  readonly shares: readonly number[];
  readonly body: readonly (readonly string[])[];
}

/** The cells of a table of these layers. */
export function cellsOf(
  layers: readonly Summarized[],
  extras: SummaryExtras,
  { expandNested, showTrainable }: Columns,
): Cells {
  const { connections, outputShapes } = extras;
  const rowsOf = (layer: Summarized, level: number): string[][] => {
    const indent = level === 0 ? "" : `${"   ".repeat(level)}└ `;
    const row = [
      `${indent}${nameOf(layer)}`,
      shapesOf(layer, outputShapes?.get(layer)),
      `${grouped(sizeOf(layer.weights))}${layer.built ? "" : " (unbuilt)"}`,
      ...connections ? [connections.get(layer) ?? "-"] : [],
      ...showTrainable ? [trainableOf(layer)] : [],
    ];
    const inner = expandNested ? layer.layers ?? [] : [];
    return [row, ...inner.flatMap((one) => rowsOf(one, level + 1))];
  };
  // As Keras shares a line.
  const shares = connections ? [0.3, 0.26, 0.18, 0.26] : [0.45, 0.35, 0.2];
  return {
    head: [
      ...["Layer (type)", "Output Shape", "Param #"],
      ...connections ? ["Connected to"] : [],
      ...showTrainable ? ["Trainable"] : [],
    ],
    align: [
      ...["left", "left", "right"] as const,
      ...connections ? ["left" as const] : [],
      ...showTrainable ? ["center" as const] : [],
    ],
    shares: showTrainable ? [...shares, 1 / 9] : shares,
    body: layers.flatMap((layer) => rowsOf(layer, 0)),
  };
}

/** How many parameters a model has: of which kind, and how many. */
export function totalsOf(
  model: Summarized,
  { optimizer = [] }: SummaryExtras,
): [kind: string, count: string][] {
  const trainable = sizeOf(model.trainableVariables);
  const nonTrainable = sizeOf(model.nonTrainableVariables);
  const kept = sizeOf(optimizer);
  return [
    ["Total params", sized(trainable + nonTrainable + kept)],
    ["Trainable params", sized(trainable)],
    ["Non-trainable params", sized(nonTrainable)],
    ...optimizer.length > 0
      ? [["Optimizer params", sized(kept)] as [string, string]]
      : [],
  ];
}

/** One layer in one line: `dense (Dense): [null, 16], 112 parameters`. */
export function lineOf(layer: Summarized): string {
  const count = grouped(sizeOf(layer.weights));
  return `${nameOf(layer)}: ${shapesOf(layer)}, ${count} parameters`;
}

function nameOf({ name, constructor }: Summarized): string {
  return `${name} (${constructor.name})`;
}

function shapesOf(
  layer: Summarized,
  known?: readonly PartialShape[],
): string {
  const [first, ...others] = layer.builtShapes ?? [];
  if (!first) return "?";
  return (known ?? layer.computeOutputShapes(first, ...others))
    .map(showShape).join(", ");
}

function trainableOf({ weights, trainable }: Summarized): string {
  if (weights.length === 0) return "-";
  return trainable ? "Y" : "N";
}

function sizeOf(weights: readonly Sized[]): number {
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
