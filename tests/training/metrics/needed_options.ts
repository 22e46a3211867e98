/** The options of the metrics that cannot do without, and one of each. */

import { snakeCase } from "../../../config/schema.ts";
import * as metrics from "@decograd/decograd/metrics";

/** The options, by the names of the classes. */
export const NEEDED: Readonly<Record<string, Record<string, unknown>>> = {
  IoU: { numClasses: 3, targetClassIds: [0, 2] },
  MeanIoU: { numClasses: 3 },
  // It can, with large images.
  MultiscaleSSIM: { filterSize: 3, powerFactors: [0.5, 0.5] },
  OneHotIoU: { numClasses: 3, targetClassIds: [1] },
  OneHotMeanIoU: { numClasses: 3 },
  PrecisionAtRecall: { recall: 0.5 },
  RecallAtPrecision: { precision: 0.5 },
  SensitivityAtSpecificity: { specificity: 0.5 },
  SpecificityAtSensitivity: { sensitivity: 0.5 },
};

/** Those of a class; none if it can do without. */
export function neededOf(className: string): Record<string, unknown> {
  return NEEDED[className] ?? {};
}

/** The same as Keras's config. */
export function neededConfigOf(className: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(neededOf(className)).map((
      [option, value],
    ) => [snakeCase(option), value]),
  );
}

/** A metric of each class, with the name of the class. */
export function oneOfEach(): [string, metrics.Metric][] {
  return Object.entries(metrics.classes).map(([name, one]) => [
    name,
    Reflect.construct(one, [neededOf(name)]),
  ]);
}
