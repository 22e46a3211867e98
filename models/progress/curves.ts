/** Curves of a training, as a picture: a panel for each metric, with what the validation says beside the training. */

import { escaped } from "../../config/markup.ts";
import { broken } from "./lines.ts";

/** A point: the epoch and the value. */
export type Point = readonly [epoch: number, value: number];

/** What is drawn of one metric. */
export interface Curve {
  /** Its name. */
  readonly name: string;
  /** What each epoch of the training ended with. */
  readonly training: readonly Point[];
  /** What the validations said. */
  readonly validation: readonly Point[];
  /** How the epoch goes that has not ended. */
  readonly current: readonly Point[];
}

/** What stands above the curves. */
export interface Head {
  /** What is said there, each part on its own. */
  readonly parts: readonly string[];
  /** How much of the bar is filled; without a bar `null`. */
  readonly share: number | null;
}

const WIDTH = 640, HEIGHT = 190, GAP = 16;
const PARTING = " \u00b7 ";
/** Letters of the longest name of a metric that has room. */
const LONGEST = 19;
/** Of the text on top: letters in a line, and its height. */
const LETTERS = 96, LINE = 16;
/** Around the plot of a panel: left, top, right, bottom. */
const [LEFT, TOP, RIGHT, BOTTOM] = [52, 22, 8, 22];
const MOST_PANELS = 8;
const TRAINING = "#1f77b4", VALIDATION = "#ff7f0e", GRID = "#e4e4e4";

/** The picture, as SVG; white, so that it can be read in a dark notebook too. */
export function drawCurves(
  curves: readonly Curve[],
  { parts, share }: Head,
): string {
  const lines = broken(parts, LETTERS, PARTING);
  const head = 28 + LINE * lines.length;
  const drawn = curves.slice(0, MOST_PANELS);
  const perRow = drawn.length > 1 ? 2 : 1;
  const width = (WIDTH - GAP * (perRow + 1)) / perRow;
  const height = head + Math.ceil(drawn.length / perRow) * (HEIGHT + GAP);
  const panels = drawn.map((curve, i) => {
    const x = GAP + (i % perRow) * (width + GAP);
    const y = head + Math.floor(i / perRow) * (HEIGHT + GAP);
    return `<g transform="translate(${x} ${y})">${panel(curve, width)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<rect width="100%" height="100%" rx="6" fill="#fff"/>`,
    ...lines.map((line, i) =>
      `<text x="${GAP}" y="${20 + LINE * i}" font-size="12">${
        escaped(line.replace(/^ \u00b7 /, ""))
      }</text>`
    ),
    ...share === null ? [] : bar(share, head - 16),
    ...panels,
    "</svg>",
  ].join("\n");
}

function bar(share: number, y: number): string[] {
  const all = WIDTH - 2 * GAP;
  return [
    `<rect x="${GAP}" y="${y}" width="${all}" height="6" rx="3" fill="${GRID}"/>`,
    `<rect x="${GAP}" y="${y}" width="${
      round(all * Math.min(1, share))
    }" height="6" rx="3" fill="${TRAINING}"/>`,
  ];
}

function panel(curve: Curve, width: number): string {
  const { name, training, validation, current } = curve;
  const points = [...training, ...validation, ...current]
    .filter(([, value]) => Number.isFinite(value));
  const x = scale(points.map(([epoch]) => epoch), LEFT, width - RIGHT);
  const y = scale(points.map(([, value]) => value), HEIGHT - BOTTOM, TOP);
  const [last] = training.slice(-1);
  return [
    `<text x="${LEFT}" y="14" font-weight="bold">${
      escaped(shortened(name))
    }</text>`,
    ...legend(width, validation.length > 0),
    ...y.ticks.map((tick) =>
      `<path d="M${LEFT} ${y.at(tick)}H${
        width - RIGHT
      }" stroke="${GRID}"/><text x="${LEFT - 6}" y="${
        y.at(tick) + 4
      }" text-anchor="end">${number(tick)}</text>`
    ),
    ...x.ticks.filter(Number.isInteger).map((tick) =>
      `<text x="${x.at(tick)}" y="${
        HEIGHT - 6
      }" text-anchor="middle">${tick}</text>`
    ),
    current.length > 0
      ? line(last ? [last, ...current] : current, TRAINING, 0.45)
      : "",
    line(training, TRAINING),
    line(validation, VALIDATION),
  ].join("");

  function line(
    points: readonly Point[],
    color: string,
    opacity = 1,
  ): string {
    const finite = points.filter(([, value]) => Number.isFinite(value))
      .map(([epoch, value]) => `${x.at(epoch)} ${y.at(value)}`);
    if (finite.length === 0) return "";
    const style =
      `stroke="${color}" opacity="${opacity}" stroke-linejoin="round" stroke-linecap="round"`;
    const path = finite.length === 1 ? `${finite[0]}h0` : finite.join("L");
    const isShort = finite.length <= 40 && opacity === 1;
    const dots = isShort ? finite.map((at) => `M${at}h0`).join("") : "";
    return `<path d="M${path}" ${style} stroke-width="1.8" fill="none"/>${
      dots && `<path d="${dots}" ${style} stroke-width="5"/>`
    }`;
  }
}

function legend(width: number, hasValidation: boolean): string[] {
  if (!hasValidation) return [];
  return [["training", TRAINING, 116], ["validation", VALIDATION, 56]]
    .map(([text, color, from]) =>
      `<text x="${
        width - RIGHT - Number(from)
      }" y="14" fill="${color}">${text}</text>`
    );
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** Values along an axis from `from` to `to`, with round numbers at a few places. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const least = values.length > 0 ? Math.min(...values) : 0;
  const most = values.length > 0 ? Math.max(...values) : 1;
  const room = most > least ? most - least : Math.abs(most) || 1;
  const low = most > least ? least : least - room / 2;
  const step = roundStep(room / 4);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor((low + room) / step + 1e-9) - first + 1;
  return {
    ticks: Array.from(
      { length: count },
      (_, i) => Number(((first + i) * step).toPrecision(12)),
    ),
    at: (value) => round(from + (to - from) * (value - low) / room),
  };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const [factor] = [1, 2, 5, 10].filter((one) => one * power >= least * 0.99);
  return factor * power;
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST
    ? name
    : `${letters.slice(0, LONGEST - 1).join("")}\u2026`;
}

function number(value: number): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-3 && size < 1e5)
    ? `${value}`
    : value.toExponential();
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
