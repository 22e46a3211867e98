/** Houses that are made as they are asked for: a plan, which says of each pixel what is there, and a picture of it. */

import { randomOf } from "../shared/random.ts";

/** A picture `[height, width, 3]` from -1 to 1. */
export interface Picture {
  readonly shape: number[];
  readonly data: Float32Array;
}

/** What the generator is given, and what it should make of it. */
export type Pair = [input: Picture, target: Picture];

/** A colour, red, green and blue from 0 to 1. */
type Color = readonly [number, number, number];

/** What a pixel may be of. */
type Kind = "sky" | "ground" | "wall" | "roof" | "window" | "door";

/** What is where: from the left, from the top, width and height, as shares of the picture. */
interface Part {
  readonly kind: Kind;
  readonly box: readonly [number, number, number, number];
}

/** How a plan shows them. */
const PLAN: Readonly<Record<Kind, Color>> = {
  sky: [0, 0, 0.6],
  ground: [0, 0.5, 0.1],
  wall: [0, 0.3, 1],
  roof: [0.8, 0, 0],
  window: [0, 0.9, 0.9],
  door: [1, 0.6, 0],
};

/** Pixels of a picture of which bricks and tiles have their sizes. */
const USUAL = 64;

/** How what is there looks, `u` and `v` from its left and top as shares of it, `x` and `y` in pixels of a usual picture. */
const LOOKS: Readonly<
  Record<Kind, (u: number, v: number, x: number, y: number) => Color>
> = {
  sky: (_u, v) => mixed([0.4, 0.65, 0.95], [0.9, 0.95, 1], v),
  ground: (_u, v, x, y) =>
    mixed([0.35, 0.6, 0.25], [0.2, 0.4, 0.12], v / 2 + isOdd(x + y, 2) / 2),
  wall(_u, _v, x, y) {
    const isMortar = y % 4 < 1 || (x + 4 * isOdd(y, 4)) % 8 < 1;
    return isMortar ? [0.8, 0.76, 0.7] : [0.68, 0.33, 0.25];
  },
  roof: (_u, v, x, y) =>
    mixed([0.42, 0.4, 0.45], [0.22, 0.2, 0.25], v / 2 + isOdd(x + y, 4) / 2),
  window(u, v) {
    const isFrame = Math.abs(2 * u - 1) > 0.75 || Math.abs(2 * v - 1) > 0.8 ||
      Math.abs(2 * u - 1) < 0.12;
    return isFrame
      ? [0.97, 0.97, 0.94]
      : mixed([0.7, 0.85, 0.95], [0.1, 0.18, 0.3], (u + v) / 2);
  },
  door(u, v) {
    const isKnob = Math.hypot(u - 0.82, (v - 0.55) * 2) < 0.12;
    if (isKnob) return [0.95, 0.85, 0.3];
    const isPanel = Math.abs(2 * u - 1) < 0.6 && (4 * v) % 2 > 0.4;
    return isPanel ? [0.5, 0.28, 0.12] : [0.38, 0.2, 0.08];
  },
};

/** The pair of a number: always the same one. */
export function houseOf(number: number, side: number): Pair {
  const parts = partsOf(randomOf(number));
  const pixels = side * side;
  const plan = new Float32Array(3 * pixels);
  const picture = new Float32Array(3 * pixels);
  const scale = USUAL / side;
  for (let at = 0; at < pixels; at++) {
    const [column, row] = [at % side, Math.floor(at / side)];
    const [x, y] = [(column + 0.5) / side, (row + 0.5) / side];
    const { kind, box } = parts.findLast((part) => isIn(part, x, y))!;
    const [left, top, width, height] = box;
    const [u, v] = [(x - left) / width, (y - top) / height];
    const look = LOOKS[kind](u, v, column * scale, row * scale);
    for (let channel = 0; channel < 3; channel++) {
      plan[3 * at + channel] = 2 * PLAN[kind][channel] - 1;
      picture[3 * at + channel] = 2 * look[channel] - 1;
    }
  }
  const shape = [side, side, 3];
  return [{ shape, data: plan }, { shape, data: picture }];
}

/** What a house has; later parts lie over earlier ones. */
function partsOf(random: () => number): Part[] {
  const between = (least: number, most: number) =>
    least + (most - least) * random();
  const whole = (least: number, most: number) =>
    Math.floor(between(least, most + 1));
  const floor = between(0.82, 0.92);
  const top = between(0.32, 0.5);
  const left = between(0.06, 0.22);
  const width = between(0.56, 0.94 - left);
  const height = floor - top;
  const ridge = between(0.08, 0.2);
  const parts: Part[] = [
    { kind: "sky", box: [0, 0, 1, 1] },
    { kind: "ground", box: [0, floor, 1, 1 - floor] },
    { kind: "wall", box: [left, top, width, height] },
    { kind: "roof", box: [left - 0.04, ridge, width + 0.08, top - ridge] },
  ];

  const [columns, stories] = [whole(2, 4), whole(1, 3)];
  const [cellWidth, cellHeight] = [width / columns, height / stories];
  const doorAt = whole(0, columns - 1);
  const [share, tall] = [between(0.45, 0.65), between(0.5, 0.65)];
  for (let story = 0; story < stories; story++) {
    for (let column = 0; column < columns; column++) {
      const isDoor = story === stories - 1 && column === doorAt;
      const w = cellWidth * share, h = cellHeight * (isDoor ? 0.8 : tall);
      const x = left + cellWidth * column + (cellWidth - w) / 2;
      // A door stands on the ground.
      const above = (cellHeight - h) / (isDoor ? 1 : 2);
      const y = top + cellHeight * story + above;
      parts.push({ kind: isDoor ? "door" : "window", box: [x, y, w, h] });
    }
  }
  return parts;
}

/** Whether a point is in a part; a roof becomes narrower to the top. */
function isIn({ kind, box }: Part, x: number, y: number): boolean {
  const [left, top, width, height] = box;
  const [u, v] = [(x - left) / width, (y - top) / height];
  if (v < 0 || v >= 1) return false;
  const edge = kind === "roof" ? 0.3 * (1 - v) : 0;
  return u >= edge && u < 1 - edge;
}

function mixed(from: Color, to: Color, share: number): Color {
  const mix = (i: number) => from[i] + (to[i] - from[i]) * share;
  return [mix(0), mix(1), mix(2)];
}

/** 1 in each second stretch of so many pixels. */
function isOdd(at: number, stretch: number): number {
  return Math.floor(at / stretch) % 2;
}
