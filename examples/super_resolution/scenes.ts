/** Scenes with fine structure, made as they are asked for: discs, boxes and rings, plain or striped. */

import { randomOf } from "../shared/random.ts";

/** Side of a scene in pixels. */
export const SIDE = 48;

/** An image `[side, side, 1]` with values from 0 to 1. */
export interface Image {
  readonly shape: readonly [height: number, width: number, channels: 1];
  readonly data: Float32Array;
}

/** How far a point is outside of a shape, in pixels; less than 0 inside. */
type Distance = (x: number, y: number) => number;

/** The scene of a number: always the same one. Later shapes lie over earlier ones. */
export function sceneOf(number: number): Image {
  const random = randomOf(number);
  const between = (least: number, most: number) =>
    least + (most - least) * random();
  const data = new Float32Array(SIDE * SIDE).fill(random());
  for (let left = Math.floor(between(3, 7)); left > 0; left--) {
    const shape = shapeOf(between);
    const grey = random(), other = random() < 0.5 ? grey : random();
    const stripe = stripesOf(between);
    for (let at = 0; at < data.length; at++) {
      const x = at % SIDE, y = Math.floor(at / SIDE);
      const share = covered(shape(x, y));
      if (share === 0) continue;
      const ink = grey + (other - grey) * covered(stripe(x, y));
      data[at] += share * (ink - data[at]);
    }
  }
  return { shape: [SIDE, SIDE, 1], data };
}

type Between = (least: number, most: number) => number;

/** A disc, a ring or a box, anywhere. */
function shapeOf(between: Between): Distance {
  const x0 = between(0, SIDE), y0 = between(0, SIDE);
  const radius = between(5, 16), half = between(1, 3);
  const kind = Math.floor(between(0, 3));
  if (kind === 0) return (x, y) => Math.hypot(x - x0, y - y0) - radius;
  if (kind === 1) {
    return (x, y) => Math.abs(Math.hypot(x - x0, y - y0) - radius) - half;
  }
  const turn = turned(between), thick = between(1.5, 12);
  return (x, y) => {
    const [u, v] = turn(x - x0, y - y0);
    return Math.max(Math.abs(u) - radius, Math.abs(v) - thick);
  };
}

/** Stripes in any direction; a period is 6 pixels or more, so that two pixels of a smaller image still tell them. */
function stripesOf(between: Between): Distance {
  const turn = turned(between), period = between(6, 12);
  return (x, y) => {
    const along = turn(x, y)[0] / period;
    return (Math.abs(along - Math.floor(along) - 0.5) - 0.25) * period;
  };
}

/** Coordinates in any direction. */
function turned(
  between: Between,
): (x: number, y: number) => [number, number] {
  const angle = between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => [cos * x + sin * y, cos * y - sin * x];
}

/** How much of a pixel a shape covers whose edge is at a distance from its centre. */
function covered(distance: number): number {
  return Math.min(Math.max(0.5 - distance, 0), 1);
}
