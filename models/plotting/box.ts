/** The box of a layer: its class, and below it what is asked for. */

import { type Activation, serialize } from "../../layers/activations/mod.ts";
import { InputLayer } from "../../layers/core/input_layer.ts";
import type { Layer } from "../../layers/layer.ts";
import { Operation } from "../../layers/operation.ts";
import { type Part, showShapes } from "./contents.ts";
import type { Point, Size } from "./layout/layout.ts";
import type { Shown } from "./plot_options.ts";
import { element, FONT_SIZE, rectangle, textAt } from "./svg.ts";
import { textWidth } from "./text_width.ts";

/** Something that is drawn around a middle. */
export interface Figure {
  readonly size: Size;
  readonly draw: (middle: Point) => string[];
}

const LINE = FONT_SIZE + 7;
const PADDING = 12;
const LEAST_WIDTH = 90;
/** Letters of the longest line. */
const MOST_LETTERS = 60;
const EDGE = { stroke: "#5f6b7a", "stroke-width": 1 };

/** The box of a layer. */
export function boxOf(part: Part, shown: Shown): Figure {
  const title = titleOf(part.layer, shown);
  const lines = [title, ...linesOf(part, shown).map(shortened)];
  const widths = lines.map((line) => textWidth(line, FONT_SIZE));
  const size = {
    width: Math.max(LEAST_WIDTH, ...widths) + 2 * PADDING,
    height: LINE * lines.length + PADDING,
  };
  const head = part.layer instanceof InputLayer ? "#dcefdc" : "#dde7f5";
  const draw = ({ x, y }: Point) => {
    const corner = { x: x - size.width / 2, y: y - size.height / 2 };
    return [
      rectangle(corner, size, { ...EDGE, fill: head }),
      ...lines.length > 1 ? [below(corner, size, LINE + PADDING / 2)] : [],
      ...lines.map((line, i) =>
        textAt(
          line,
          { x, y: corner.y + PADDING / 2 + LINE * i + FONT_SIZE + 1 },
          i === 0 ? { "font-weight": "bold" } : {},
        )
      ),
    ];
  };
  return { size, draw };
}

/** What a layer is called. */
export function titleOf(layer: Layer, { showLayerNames }: Shown): string {
  const className = layer instanceof Operation
    ? layer.op
    : layer.constructor.name;
  return shortened(
    showLayerNames ? `${layer.name} (${className})` : className,
  );
}

/** The lower part of a box, in white. */
function below({ x, y }: Point, { width, height }: Size, top: number): string {
  const bottom = height - top;
  return element("path", {
    ...EDGE,
    fill: "#ffffff",
    d: `M${x} ${y + top}h${width}v${bottom - 6}a6 6 0 0 1 -6 6h${
      12 - width
    }a6 6 0 0 1 -6 -6z`,
  });
}

function linesOf({ layer, inputs, outputs }: Part, shown: Shown): string[] {
  const activation = shown.showLayerActivations ? activationOf(layer) : null;
  const takes = inputs === null || inputs.length > 0;
  const hasWeights = layer.weights.length > 0 || !layer.built;
  return [
    ...activation ? [`Activation: ${activation}`] : [],
    ...shown.showShapes && takes ? [`Input: ${showShapes(inputs)}`] : [],
    ...shown.showShapes ? [`Output: ${showShapes(outputs)}`] : [],
    ...shown.showDtype ? [`Dtype: ${layer.dtype}`] : [],
    ...shown.showTrainable && hasWeights
      ? [`Trainable: ${layer.trainable ? "yes" : "no"}`]
      : [],
  ];
}

/** The name of the activation of a layer that has one. */
function activationOf(layer: Layer): string | null {
  if (!("activation" in layer)) return null;
  try {
    const written = serialize(layer.activation as Activation);
    return typeof written === "string" ? written : `${written.config}`;
  } catch {
    return "a function";
  }
}

function shortened(line: string): string {
  const letters = [...line];
  if (letters.length <= MOST_LETTERS) return line;
  return `${letters.slice(0, MOST_LETTERS - 1).join("")}…`;
}
