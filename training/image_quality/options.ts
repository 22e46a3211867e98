/** The options of measures of how alike images are: TensorFlow's, in camelCase. */

import { count, isFiniteNumber, listOf, number } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";

/**
 * How bright images are.
 * @category Metrics
 */
export interface BrightnessOptions {
  /** The difference between the brightest and the darkest that there may be, such as 255 for bytes; 1 if not given. */
  readonly maxVal?: number;
}

/**
 * How structures are compared.
 * @category Metrics
 */
export interface StructureOptions extends BrightnessOptions {
  /** The size of the windows in pixels; 11 if not given. */
  readonly filterSize?: number;
  /** The width of the Gaussian that weighs them; 1.5 if not given. */
  readonly filterSigma?: number;
  /** What keeps the brightness of dark images apart from noise; 0.01 if not given. */
  readonly k1?: number;
  /** What keeps the contrast of even images apart from noise; 0.03 if not given. */
  readonly k2?: number;
}

/**
 * How structures of several sizes are compared.
 * @category Metrics
 */
export interface ScalesOptions extends StructureOptions {
  /** How much each scale counts, from the finest on, each half as fine as the one before; those of Wang et al. if not given. */
  readonly powerFactors?: readonly number[];
}

/** The row of brightness. */
export const BRIGHTNESS = {
  maxVal: number(1, { above: 0 }),
} satisfies Schema<BrightnessOptions>;

/** The rows of structures. */
export const STRUCTURE = {
  ...BRIGHTNESS,
  filterSize: count(11),
  filterSigma: number(1.5, { above: 0 }),
  k1: number(0.01, { least: 0 }),
  k2: number(0.03, { least: 0 }),
} satisfies Schema<StructureOptions>;

/** The rows of structures of several sizes. */
export const SCALES = {
  ...STRUCTURE,
  powerFactors: listOf(
    "finite numbers",
    isFiniteNumber,
    [0.0448, 0.2856, 0.3001, 0.2363, 0.1333],
  ),
} satisfies Schema<ScalesOptions>;
