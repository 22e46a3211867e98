/** Resizing of images, axis by axis. */

import type { Tensor } from "../tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { blend } from "./blend.ts";
import type { Pair } from "./conv_geometry.ts";
import { type Interpolation, resampled } from "./resampling.ts";

/** Cells that an axis may have once enlarged: weights are worked out for each. */
const MOST_CELLS = 2 ** 22;

/** How images are resized. */
export interface ResizeOptions {
  /** What lies between cells. */
  readonly interpolation: Interpolation;
  /** Whether cells that become fewer all count. */
  readonly antialias?: boolean;
}

/** Images `[batch, height, width, channels]` of another height and width. */
export function resize(
  x: Tensor,
  size: Pair,
  { interpolation, antialias = false }: ResizeOptions,
): Tensor {
  size.forEach((cells) => {
    if (cells <= MOST_CELLS) return;
    throw new ValueError(
      `Cannot resize images: expected at most ${MOST_CELLS} cells on an axis, received ${cells}`,
    );
  });
  const [height, width] = size.map((to, i) =>
    resampled({ from: x.shape[i + 1], to }, interpolation, antialias)
  );
  return blend(x, [height, width]);
}
