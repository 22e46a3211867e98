/** Pictures with the channels that are wanted, whatever they came with. */

import type { ShapedArray } from "../data/array.ts";
import type { Picture } from "../data/png/picture.ts";

/**
 * The channels of images: Keras's names.
 * @category Images
 */
export type ColorMode = "grayscale" | "rgb" | "rgba";

/** How many there are. */
export const CHANNELS: Readonly<Record<ColorMode, 1 | 3 | 4>> = {
  grayscale: 1,
  rgb: 3,
  rgba: 4,
};

/** `[height, width, channels]`, 0 to 255. Opacity that is not wanted is left out, not mixed with a background. */
export function toColours(
  { width, height, channels, data }: Picture,
  mode: ColorMode,
): ShapedArray<Uint8Array> {
  const wanted = CHANNELS[mode];
  const shape = [height, width, wanted];
  if (wanted === channels && data instanceof Uint8Array) return { shape, data };
  const colours = new Uint8Array(width * height * wanted);
  let to = 0;
  for (let at = 0; at < data.length; at += channels) {
    const isGrey = channels === 1;
    if (wanted === 1) {
      colours[to++] = isGrey ? data[at] : luma(data, at);
      continue;
    }
    for (let c = 0; c < 3; c++) colours[to++] = data[isGrey ? at : at + c];
    if (wanted === 4) colours[to++] = channels === 4 ? data[at + 3] : 255;
  }
  return { shape, data: colours };
}

/** How bright a colour is (ITU-R 601-2), rounded as Pillow does. */
function luma(data: Picture["data"], at: number): number {
  const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
  return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
}
