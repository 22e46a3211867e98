/** Models as figures: boxes and arrows, and models in them in frames. */

import { boxOf, type Figure, titleOf } from "./box.ts";
import { type Contents, contentsOf, type Part } from "./contents.ts";
import { layout, type Point, type Size } from "./layout/layout.ts";
import type { RankDirection, Shown } from "./plot_options.ts";
import { element, FONT_SIZE, rectangle, shown, textAt } from "./svg.ts";
import { textWidth } from "./text_width.ts";

const MARGIN = 16;
const TITLE = FONT_SIZE + 12;
const HEAD = { length: 8, half: 4 };
const COLOUR = "#5f6b7a";

/** What is in a model. */
export function figureOf(contents: Contents, options: Shown): Figure {
  const { rankdir } = options;
  const figures = contents.parts.map((part) => partFigure(part, options));
  const turned = turning(rankdir);
  const sizes = figures.map(({ size }) => turned.size(size));
  const found = layout(sizes, contents.edges);
  const place = (point: Point) => turned.point(point, found);
  const size = turned.size(found);
  const draw = (middle: Point) => {
    const left = middle.x - size.width / 2, top = middle.y - size.height / 2;
    const at = (point: Point) => {
      const { x, y } = place(point);
      return { x: x + left, y: y + top };
    };
    return [
      ...found.arrows.flatMap((points) => arrow(points.map(at), rankdir)),
      ...figures.flatMap(({ draw }, i) => draw(at(found.boxes[i]))),
    ];
  };
  return { size, draw };
}

/** A box, or a model with what is in it. */
function partFigure(part: Part, options: Shown): Figure {
  const inner = options.expandNested ? contentsOf(part.layer) : null;
  if (!inner) return boxOf(part, options);
  const { size, draw } = figureOf(inner, options);
  const title = titleOf(part.layer, { ...options, showLayerNames: true });
  const framed = {
    width: Math.max(size.width, textWidth(title, FONT_SIZE)) + 2 * MARGIN,
    height: size.height + 2 * MARGIN + TITLE,
  };
  return {
    size: framed,
    draw: ({ x, y }) => {
      const top = y - framed.height / 2;
      return [
        rectangle({ x: x - framed.width / 2, y: top }, framed, {
          fill: "#f6f7f9",
          stroke: COLOUR,
          "stroke-dasharray": "5 3",
        }),
        textAt(title, { x, y: top + TITLE - 6 }, { "font-weight": "bold" }),
        ...draw({ x, y: top + TITLE + MARGIN + size.height / 2 }),
      ];
    },
  };
}

/** How what is laid out from the top down is turned. */
function turning(rankdir: RankDirection) {
  const isAcross = rankdir === "LR" || rankdir === "RL";
  const isBackwards = rankdir === "BT" || rankdir === "RL";
  return {
    size: ({ width, height }: Size): Size =>
      isAcross ? { width: height, height: width } : { width, height },
    point: ({ x, y }: Point, whole: Size): Point => {
      const along = isBackwards ? whole.height - y : y;
      return isAcross ? { x: along, y: x } : { x, y: along };
    },
  };
}

/** An arrow through points, straight and in a curve by turns, to the last of them. */
function arrow(points: readonly Point[], rankdir: RankDirection): string[] {
  const isAcross = rankdir === "LR" || rankdir === "RL";
  const sign = rankdir === "TB" || rankdir === "LR" ? 1 : -1;
  const back = ({ x, y }: Point, length: number): Point =>
    isAcross ? { x: x - sign * length, y } : { x, y: y - sign * length };
  const text = ({ x, y }: Point) => `${shown(x)} ${shown(y)}`;
  const tip = points[points.length - 1];
  const path = points.slice(1).map((to, i) => {
    if (i % 2 === 0) return `L${text(to)}`;
    const from = points[i];
    const middle = isAcross ? (from.x + to.x) / 2 : (from.y + to.y) / 2;
    const over = ({ x, y }: Point) =>
      isAcross ? { x: middle, y } : { x, y: middle };
    return `C${text(over(from))} ${text(over(to))} ${text(to)}`;
  });
  const foot = back(tip, HEAD.length);
  const corners = [-HEAD.half, HEAD.half].map((half) =>
    isAcross ? { x: foot.x, y: foot.y + half } : { x: foot.x + half, y: foot.y }
  );
  return [
    element("path", {
      d: `M${text(points[0])}${path.join("")}`,
      fill: "none",
      stroke: COLOUR,
      "stroke-width": 1.3,
    }),
    element("path", {
      d: `M${text(tip)}L${text(corners[0])}L${text(corners[1])}z`,
      fill: COLOUR,
    }),
  ];
}
