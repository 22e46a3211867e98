/** Curves of a training, epoch by epoch. */

import type { Point } from "./layout/layout.ts";
import { drawing, element, shown, textAt } from "./svg.ts";
import { textWidth } from "./text_width.ts";
import { ticksBetween } from "./ticks.ts";

const PANEL = { width: 400, height: 260 };
const PLOT = { left: 70, right: 385, top: 36, bottom: 210 };
const COLOURS = ["#1f6fb4", "#d9731a"];
const COLUMNS = 2;
const GREY = "#5f6b7a";

/** Numbers, by the name of what is watched. */
type Named = Readonly<Record<string, readonly number[]>>;

/**
 * A panel for each number that was watched, with its curve in training and in validation: `history` has the numbers,
 * `epochs` when they were so, counted from 0.
 */
export function curvesOf(epochs: Named, history: Named): string {
  const names = [
    ...new Set(Object.keys(history).map((name) => name.replace(/^val_/, ""))),
  ];
  const columns = Math.min(COLUMNS, names.length);
  const size = {
    width: Math.max(1, columns) * PANEL.width,
    height: Math.max(1, Math.ceil(names.length / COLUMNS)) * PANEL.height,
  };
  const panels = names.map((name, i) => {
    const x = i % COLUMNS * PANEL.width;
    const y = Math.floor(i / COLUMNS) * PANEL.height;
    const curves = [name, `val_${name}`].flatMap((one) =>
      history[one] ? [{ name: one, x: epochs[one], y: history[one] }] : []
    );
    return element(
      "g",
      { transform: `translate(${x} ${y})` },
      panel(curves).join("\n"),
    );
  });
  return drawing("Training", size, panels);
}

interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function panel(curves: readonly Curve[]): string[] {
  const finite = curves.flatMap(({ y }) => y).filter(Number.isFinite);
  const epochs = curves.flatMap(({ x }) => x);
  const least = epochs.reduce((a, b) => Math.min(a, b), Infinity);
  const most = epochs.reduce((a, b) => Math.max(a, b), least + 1);
  // An epoch is called by its number, counted from 1, as it is while it runs.
  const x = axis([least + 1, most + 1], PLOT.left, PLOT.right);
  const y = axis(withRoom(finite), PLOT.bottom, PLOT.top);
  const { ticks, at } = y;
  const whole = x.ticks.filter(Number.isInteger);
  const line = { stroke: "#d5dae1", "stroke-width": 1 };
  return [
    ...ticks.flatMap((tick) => [
      element("path", {
        ...line,
        d: `M${PLOT.left} ${shown(at(tick))}H${PLOT.right}`,
      }),
      textAt(label(tick), { x: PLOT.left - 6, y: at(tick) + 4 }, {
        "text-anchor": "end",
        fill: GREY,
      }),
    ]),
    ...whole.map((tick) =>
      textAt(String(tick), { x: x.at(tick), y: PLOT.bottom + 18 }, {
        fill: GREY,
      })
    ),
    textAt(
      "epoch",
      { x: (PLOT.left + PLOT.right) / 2, y: PLOT.bottom + 38 },
      { fill: GREY },
    ),
    ...legend(curves),
    ...curves.flatMap((one, i) =>
      curve(
        one.y.map((value, j) =>
          Number.isFinite(value)
            ? { x: x.at(one.x[j] + 1), y: at(value) }
            : null
        ),
        COLOURS[i],
      )
    ),
  ];
}

/** The names of the curves in their colours, above them. */
function legend(curves: readonly Curve[]): string[] {
  let left = PLOT.left;
  return curves.flatMap(({ name }, i) => {
    const text = name.length > 24 ? `${name.slice(0, 23)}…` : name;
    const start = left;
    left += textWidth(text, 13) + 34;
    return [
      element("path", {
        d: `M${shown(start)} 20h16`,
        stroke: COLOURS[i],
        "stroke-width": 2,
      }),
      textAt(text, { x: start + 21, y: 24 }, { "text-anchor": "start" }),
    ];
  });
}

/** A line through points, with dots if they are few; where one is missing it has a hole. */
function curve(points: readonly (Point | null)[], colour: string): string[] {
  let isDown = false;
  const path = points.flatMap((point) => {
    const move = isDown ? "L" : "M";
    isDown = point !== null;
    return point ? [`${move}${shown(point.x)} ${shown(point.y)}`] : [];
  });
  const dots = points.length > 20
    ? []
    : points.flatMap((point) =>
      point
        ? [element("circle", { cx: point.x, cy: point.y, r: 3, fill: colour })]
        : []
    );
  const d = path.join("");
  if (!d) return [];
  const line = { d, fill: "none", stroke: colour, "stroke-width": 2 };
  return [element("path", line), ...dots];
}

/** Where numbers of a range stand between two places, and round ones among them. */
function axis(
  [least, most]: readonly [number, number],
  from: number,
  to: number,
) {
  const at = (value: number) =>
    from + (value - least) / (most - least) * (to - from);
  return { at, ticks: ticksBetween(least, most) };
}

/** The range of values, with some room around them. */
function withRoom(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const room = (most - least) * 0.05 || Math.abs(most) * 0.1 || 1;
  return [least - room, most + room];
}

function label(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || size >= 1e-3 && size < 1e5;
  return isPlain ? String(value) : value.toExponential().replace("e+", "e");
}
