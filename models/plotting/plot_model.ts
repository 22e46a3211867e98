/** Drawings of models. */

import { quote } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { RichText } from "../../config/rich_text.ts";
import { readOptions } from "../../config/schema.ts";
import { Layer } from "../../layers/layer.ts";
import { boxOf } from "./box.ts";
import { contentsOf, partOf } from "./contents.ts";
import { figureOf } from "./figure.ts";
import { PLOT_ROWS, type PlotOptions } from "./plot_options.ts";
import { drawing } from "./svg.ts";

const MARGIN = 12;

/**
 * Keras's plot_model: a drawing of a model, its layers as boxes with arrows between them. It is SVG as text, which a
 * notebook shows as it looks. A model that is no graph and no Sequential is a box.
 *
 * @throws {TypeError} if it is no layer, or there is another option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.Dense({ units: 8, activation: "relu", inputShape: [2] }),
 *   new dg.layers.Dense({ units: 1 }),
 * ]);
 * const plot = dg.plotModel(model, { showShapes: true });
 * await Deno.writeTextFile(`${await Deno.makeTempDir()}/model.svg`, `${plot}`);
 * assert(plot.includes("Output: [null, 8]"));
 * ```
 *
 * @category Models
 */
export function plotModel(model: Layer, options: PlotOptions = {}): RichText {
  checkArgumentCount("plot a model", arguments, 2);
  const shown = readOptions("plot a model", PLOT_ROWS, options);
  if (!(model instanceof Layer)) {
    throw new TypeError(
      `Cannot plot a model: expected a model, received ${quote(model)}`,
    );
  }
  const contents = contentsOf(model);
  const { size, draw } = contents
    ? figureOf(contents, shown)
    : boxOf(partOf(model), shown);
  const whole = {
    width: size.width + 2 * MARGIN,
    height: size.height + 2 * MARGIN,
  };
  const middle = { x: whole.width / 2, y: whole.height / 2 };
  const svg = drawing(`${model}`, whole, draw(middle));
  return new RichText(svg, {
    "text/plain": `A drawing of ${model}`,
    "image/svg+xml": svg,
  });
}
