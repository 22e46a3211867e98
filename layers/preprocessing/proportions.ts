/** How images are cut or padded to the proportions of another size: heights and widths, no pixels. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";

/** The largest part of an image that has the proportions of a size. */
export function largestOf(image: Pair, size: Pair): Pair {
  const [height, width] = proportional(image, size);
  return [
    Math.max(Math.min(image[0], height), 1),
    Math.max(Math.min(image[1], width), 1),
  ];
}

/** Where the middle of an image begins that has a size; of an odd rest the larger part is behind it. */
export function startsOf([high, wide]: Pair, [height, width]: Pair): Pair {
  return [Math.floor((high - height) / 2), Math.floor((wide - width) / 2)];
}

/** The equal margins, above and below, left and right, that bring an image about to the proportions of a size. */
export function marginsOf(image: Pair, size: Pair): Pair {
  const [height, width] = proportional(image, size);
  return startsOf(
    [Math.max(height, image[0]), Math.max(width, image[1])],
    image,
  );
}

/** The height that would go with the width of an image in the proportions of a size, and the width with the height. */
function proportional([high, wide]: Pair, [height, width]: Pair): Pair {
  return [
    Math.floor(wide * height / width),
    Math.floor(high * width / height),
  ];
}
