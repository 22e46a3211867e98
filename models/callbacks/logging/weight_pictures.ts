/** Weights as pictures, as Keras's TensorBoard draws them. */

import type { Picture } from "../../../data/png/picture.ts";

/** Pictures that are shown of one weight. */
const MOST = 3;

/** Where a picture has its values. */
type At = (y: number, x: number, channel: number) => number;

/** Pictures of a weight without its axes of size 1; none of one that Keras draws none of. */
export function weightPictures(
  shape: readonly number[],
  data: ArrayLike<number>,
): Picture[] {
  const sizes = shape.filter((size) => size !== 1);
  const [a, b, c, d] = sizes;
  if (sizes.length === 1) return [drawn(a, 1, 1, (y) => data[y])];
  if (sizes.length === 2) {
    // The longer side lies.
    return a > b
      ? [drawn(b, a, 1, (y, x) => data[x * b + y])]
      : [drawn(a, b, 1, (y, x) => data[y * b + x])];
  }
  const several = (count: number, draw: (i: number) => Picture) =>
    Array.from({ length: Math.min(count, MOST) }, (_, i) => draw(i));
  if (sizes.length === 3) {
    return several(
      c,
      (k) => drawn(a, b, 1, (y, x) => data[(y * b + x) * c + k]),
    );
  }
  if (sizes.length !== 4 || (d !== 3 && d !== 4)) return [];
  return several(
    a,
    (k) =>
      drawn(
        b,
        c,
        d,
        (y, x, channel) => data[((k * b + y) * c + x) * d + channel],
      ),
  );
}

/** Values from 0 to 1, as TensorFlow makes bytes of them. */
function drawn(
  height: number,
  width: number,
  channels: Picture["channels"],
  at: At,
): Picture {
  const data = Uint8ClampedArray.from(
    { length: height * width * channels },
    (_, i) => {
      const pixel = Math.floor(i / channels);
      const value = at(Math.floor(pixel / width), pixel % width, i % channels);
      return Math.trunc(255.5 * value);
    },
  );
  return { width, height, channels, data };
}
