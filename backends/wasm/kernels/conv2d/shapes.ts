/** What the convolutions hand to their parts. */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import type { Shape } from "../../../view.ts";
import type { Finish } from "../elementwise/epilogue.ts";

/** The shapes that a convolution relates: `x` wide, `w` kernel, `y` narrow. */
export interface Conv2DShapes {
  /** [batch, height, width, c] */
  readonly x: Shape;
  /** [kh, kw, c, o] */
  readonly w: Shape;
  /** [batch, i, j, o] */
  readonly y: Shape;
}

/** A convolution. */
export interface Convolution {
  /** [batch, height, width, c] */
  readonly x: Operand;
  /** [kh, kw, c, o] */
  readonly w: Operand;
  /** [batch, i, j, o] */
  readonly out: Operand;
  /** The shapes of all three. */
  readonly shapes: Conv2DShapes;
  /** Where the windows land. */
  readonly geometry: Conv2DGeometry;
  /** What to call when results are there. */
  readonly finish: Finish;
}

/** The gradient of a convolution in its kernel. */
export interface KernelGrad {
  /** [batch, height, width, c] */
  readonly x: Operand;
  /** [batch, i, j, o] */
  readonly dy: Operand;
  /** [kh, kw, c, o] */
  readonly out: Operand;
  /** The shapes of all three. */
  readonly shapes: Conv2DShapes;
  /** Where the windows land. */
  readonly geometry: Conv2DGeometry;
}

/** A transposed convolution whose shapes may have been rewritten. */
export interface InputGrad {
  /** [batch, i, j, o] */
  readonly dy: Operand;
  /** [kh, kw, c, o] */
  readonly w: Operand;
  /** [batch, height, width, c] */
  readonly out: Operand;
  /** The shapes to use in place of those of the views. */
  readonly shapes: Conv2DShapes;
  /** Where the windows land. */
  readonly geometry: Conv2DGeometry;
  /** What to call when results are there. */
  readonly finish: Finish;
}
