/** How many connections a weight has. */

import { type Shape, sizeOf } from "../../backends/view.ts";
import { ValueError } from "../../config/errors.ts";

/**
 * The axes that count as inputs and as outputs, where the shape does not say it.
 * @category Initializers
 */
export interface FanAxes {
  /** The axes whose sizes make up the fan in. */
  readonly inputAxes: readonly number[] | null;
  /** The axes whose sizes make up the fan out. */
  readonly outputAxes: readonly number[] | null;
}

/**
 * The fan in and the fan out of a weight, as Keras counts them: the last two axes are inputs and outputs, the ones
 * before a receptive field that multiplies both. A transposed convolution's kernel [kh, kw, filters, in] is read in the
 * same way, so its fan in counts filters. With both kinds of axes given, they alone count.
 */
export function computeFans(
  shape: Shape,
  { inputAxes, outputAxes }: FanAxes,
): { fanIn: number; fanOut: number } {
  if (inputAxes && outputAxes) {
    const over = (axes: readonly number[]) =>
      sizeOf(axes.map((axis) => sizeAt(shape, axis)));
    return { fanIn: over(inputAxes), fanOut: over(outputAxes) };
  }
  if (shape.length < 2) {
    const [size = 1] = shape;
    return { fanIn: size, fanOut: size };
  }
  const field = sizeOf(shape.slice(0, -2));
  const [inputs, outputs] = shape.slice(-2);
  return { fanIn: inputs * field, fanOut: outputs * field };
}

function sizeAt(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size !== undefined && Number.isInteger(axis)) return size;
  throw new ValueError(
    `Cannot count a weight's connections: expected inputAxes and outputAxes within shape [${
      shape.join(", ")
    }], received axis ${axis}`,
  );
}
