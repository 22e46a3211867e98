/** Views of given shapes with all kinds of layouts, drawn from a small random generator. */

import { threefry2x32 } from "../../../backends/threefry.ts";
import { contiguous, type Shape, type View } from "../../../backends/view.ts";

/** Whole numbers drawn one after another, the same for equal seeds. */
export class Draw {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `below - 1`. */
  below(below: number): number {
    return threefry2x32([this.#seed, 2], [this.#count++, 0])[0] % below;
  }

  /** One of a list. */
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}

/** A shape of a given rank whose sizes straddle the width of vectors. */
export function drawShape(draw: Draw, rank: number): Shape {
  const sizes = rank > 3 ? [1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 7, 8, 9, 16, 21];
  return Array.from({ length: rank }, () => draw.of(sizes));
}

/** A view to read: dense, transposed, a window, or with axes repeated. */
export function drawInput(draw: Draw, shape: Shape): View {
  const view = drawWindow(draw, shape);
  const repeat = draw.below(3);
  return {
    ...view,
    strides: view.strides.map((stride) =>
      repeat === 0 && draw.below(2) === 0 ? 0 : stride
    ),
  };
}

/** A view to write: each element has a place of its own. */
export function drawWindow(draw: Draw, shape: Shape): View {
  const kind = draw.of(["dense", "window", "transposed"]);
  const offset = draw.below(6);
  if (kind === "dense") return contiguous(shape, offset);
  const order = shape.map((_, axis) => axis);
  if (kind === "transposed") {
    for (let i = order.length - 1; i > 0; i--) {
      const j = draw.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
  }
  const strides = shape.map(() => 0);
  let step = kind === "window" && draw.below(4) === 0 ? 2 : 1;
  for (const axis of order.toReversed()) {
    strides[axis] = step;
    step *= shape[axis] + (kind === "window" ? draw.below(3) : 0);
  }
  return { shape, strides, offset };
}
