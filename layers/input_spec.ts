/** The inputs that a layer takes: how many, and of what shapes. */

import { ShapeError, ValueError } from "../config/errors.ts";
import { type Callable, mostInputs } from "./call_layer.ts";
import {
  isPartialShape,
  type PartialShape,
  showShape,
  toPartialShape,
} from "../variables/shapes.ts";

/**
 * The inputs that a layer takes; what is left out may be anything.
 * @category Layers
 */
export interface InputSpec {
  /** The least number of inputs of a layer that takes an array of them; 1 if not given. */
  readonly minInputs?: number;
  /** The largest number of inputs; as many as its `call` takes if not given. */
  readonly maxInputs?: number;
  /** The number of axes. */
  readonly rank?: number;
  /** The least number of axes. */
  readonly minRank?: number;
  /** Sizes of axes; negative ones count from the back. */
  readonly axes?: Readonly<Record<number, number>>;
  /** How errors call the axes, such as `"[batch, height, width, channels]"`. */
  readonly layout?: string;
}

const NO_AXES: NonNullable<InputSpec["axes"]> = {};

/**
 * Refuses inputs of which there are too few or too many, or of which one does not meet the specification.
 *
 * @throws {ValueError} if their number is wrong.
 * @throws {ShapeError} if a shape is.
 */
export function checkInputs(
  layer: Callable,
  spec: InputSpec,
  shapes: readonly PartialShape[],
): void {
  const { minInputs = 1, maxInputs = mostInputs(layer) } = spec;
  const count = shapes.filter(Boolean).length;
  if (count < minInputs || count > maxInputs) {
    const least = minInputs === maxInputs ? "" : "at least ";
    const expected = maxInputs > 1
      ? `an array of ${least}${minInputs}`
      : "one input";
    throw refusedCount(`${layer}`, expected, `${count}`);
  }
  for (const shape of shapes) checkInput(layer, spec, shape);
}

/**
 * Refuses an input that does not meet a layer's specification, or has no shape; sizes that are not known yet meet any.
 *
 * @throws {ShapeError} if it does not.
 */
export function checkInput(
  layer: object,
  spec: InputSpec,
  shape: PartialShape,
): void {
  if (!isPartialShape(shape)) toPartialShape(`apply ${layer}`, shape);
  const { rank, minRank = 0, axes = NO_AXES, layout } = spec;
  if (rank !== undefined ? shape.length !== rank : shape.length < minRank) {
    const count = rank ?? `at least ${minRank}`;
    throw refused(`input ${layout ?? `with ${count} axes`}`, layer, shape);
  }
  // Not by a list of them, since this is asked in every call.
  for (const axis in axes) {
    const actual = shape.at(Number(axis)), size = axes[Number(axis)];
    if (actual === size || actual === null) continue;
    throw refused(
      `axis ${axis} of the input to have size ${size}`,
      layer,
      shape,
    );
  }
}

function refusedCount(
  layer: string,
  expected: string,
  received: string,
): ValueError {
  return new ValueError(
    `Cannot apply ${layer}: expected ${expected}, received ${received}`,
  );
}

function refused(
  expected: string,
  layer: object,
  shape: PartialShape,
): ShapeError {
  return new ShapeError(
    `Cannot apply ${layer}: expected ${expected}, received ${showShape(shape)}`,
    { expected, actual: shape.map((size) => size ?? NaN) },
  );
}
