/** Panels of curves and areas beside each other, as a picture in SVG. */

/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/** A curve, or an area that it goes around. */
export interface Shape {
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
  readonly filled?: boolean;
}

/** What lies between two axes. */
export interface Panel {
  readonly title: string;
  readonly shapes: readonly Shape[];
}

const WIDTH = 320, HEIGHT = 220, TICKS = 5;
/** Around what a panel shows: left, top, right, bottom. */
const [LEFT, TOP, RIGHT, BOTTOM] = [44, 44, 12, 24];
const GRID = "#e4e4e4";

/** Values at 0, 1, 2 and so on. */
export function curve(values: Iterable<number>): Point[] {
  return Array.from(values, (y, x) => [x, y]);
}

/** What lies between two curves. */
export function between(
  a: Iterable<number>,
  b: Iterable<number>,
): Point[] {
  return [...curve(a), ...curve(b).reverse()];
}

/** How many of the values lie in each of some equal parts from `least` to `most`. */
export function histogram(
  values: Iterable<number>,
  [least, most]: Point,
  bins = 40,
): Point[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - least) / (most - least) * bins);
    counts[Math.min(Math.max(bin, 0), bins - 1)]++;
  }
  const at = (i: number) => least + i * (most - least) / bins;
  const steps = counts.flatMap((count, i): Point[] => [
    [at(i), count],
    [at(i + 1), count],
  ]);
  return [[least, 0], ...steps, [most, 0]];
}

/** The panels in a row. */
export function plot(panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...panels.map((panel, i) =>
      `<g transform="translate(${i * WIDTH} 0)">${draw(panel)}</g>`
    ),
    "</svg>\n",
  ].join("\n");
}

function draw({ title, shapes }: Panel): string {
  const points = shapes.flatMap(({ points }) => points);
  const x = scale(points.map(([x]) => x), LEFT, WIDTH - RIGHT);
  const y = scale(points.map(([, y]) => y), HEIGHT - BOTTOM, TOP);
  const legend = shapes.map(({ name, color }, i) =>
    `<rect x="${LEFT + 92 * i}" y="26" width="9" height="9" fill="${color}"/>${
      text(LEFT + 92 * i + 13, 34, name, "start")
    }`
  );
  return [
    `<text x="${LEFT}" y="16" font-weight="bold">${escaped(title)}</text>`,
    ...legend,
    ...y.ticks.map((tick) =>
      `<path d="M${LEFT} ${y.at(tick)}H${WIDTH - RIGHT}" stroke="${GRID}"/>${
        text(LEFT - 6, Number(y.at(tick)) + 4, `${tick}`, "end")
      }`
    ),
    ...x.ticks.map((tick) =>
      text(Number(x.at(tick)), HEIGHT - 8, `${tick}`, "middle")
    ),
    ...shapes.map(({ points, color, filled }) => {
      const path = points.map(([a, b]) => `${x.at(a)} ${y.at(b)}`).join("L");
      const style = filled
        ? `fill="${color}" fill-opacity="0.6"`
        : `fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"`;
      return `<path d="M${path}${filled ? "Z" : ""}" ${style}/>`;
    }),
  ].join("\n");
}

/** From values to pixels, and the round values between them. */
function scale(values: readonly number[], from: number, to: number) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = most - least || 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = [1, 2, 5, 10].map((n) => n * power)
    .find((step) => span / step <= TICKS)!;
  const ticks: number[] = [];
  for (let i = Math.ceil(least / step); i * step <= most; i++) {
    ticks.push(Number((i * step).toPrecision(6)));
  }
  const at = (value: number) =>
    (from + (value - least) / span * (to - from)).toFixed(1);
  return { ticks, at };
}

function text(x: number, y: number, value: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${
    escaped(value)
  }</text>`;
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
