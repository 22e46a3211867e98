/** Scenes that are made as they are asked for: discs and rings of any grey in noise, and which pixels they cover. */

import { randomOf } from "../shared/random.ts";

/** Side of a scene in pixels. */
export const SIDE = 32;
const PIXELS = SIDE * SIDE;

/** What a pixel may show, by its number in a mask. */
export const CLASSES = ["background", "disc", "ring"] as const;

/** An image, and the class of each of its pixels. */
export type Scene = [
  image: { readonly shape: number[]; readonly data: Float32Array },
  mask: { readonly shape: number[]; readonly data: Uint8Array },
];

/** The scene of a number: always the same one. Some shapes lie over others. */
export function sceneOf(number: number): Scene {
  const random = randomOf(number);
  const between = (least: number, most: number) =>
    least + (most - least) * random();
  const image = new Float32Array(PIXELS), mask = new Uint8Array(PIXELS);
  const paper = random();
  image.fill(paper);
  const shapes = Math.floor(between(1, 4));
  for (let i = 0; i < shapes; i++) {
    // Seen against the paper: not of its grey, nor nearly.
    const grey = (paper + between(0.25, 0.75)) % 1;
    const isDisc = random() < 0.5;
    const radius = between(4, 9);
    const hole = isDisc ? 0 : radius * between(0.5, 0.7);
    const x = between(radius, SIDE - radius);
    const y = between(radius, SIDE - radius);
    for (let at = 0; at < PIXELS; at++) {
      const far = Math.hypot(at % SIDE - x, Math.floor(at / SIDE) - y);
      if (far >= radius || far < hole) continue;
      image[at] = grey;
      mask[at] = isDisc ? 1 : 2;
    }
  }
  for (let at = 0; at < PIXELS; at++) {
    image[at] = Math.min(1, Math.max(0, image[at] + between(-0.1, 0.1)));
  }
  return [
    { shape: [SIDE, SIDE, 1], data: image },
    { shape: [SIDE, SIDE], data: mask },
  ];
}
