/** What a model is trained with, and what it is validated with. */

import { quote } from "../../config/errors.ts";
import type { Named } from "./by_name.ts";
import { type FitData, isSource } from "./batches.ts";
import type { Course } from "./course.ts";
import type { FitSettings } from "./fit_options.ts";
import { batchesFrom, batchesOf } from "./passes.ts";
import { refuseBeside } from "./sample_checks.ts";
import { sampleRows } from "./sample_rows.ts";
import type { Data, Samples } from "./samples.ts";

/** The batches to train with, and those to validate with, if there are any. */
export function parted(
  action: string,
  model: Named,
  x: FitData,
  y: FitData | null | undefined,
  settings: FitSettings,
): [training: Course, validation: Course | null] {
  const { sampleWeight, stepsPerEpoch: steps, validationSplit } = settings;
  const validation = validationOf(action, model, settings);
  const { validationData: data } = settings;
  const isWithout = Array.isArray(data) && (data[1] ?? null) === null;
  if (!isSource(x) && (y ?? null) !== null && isWithout) {
    throw new TypeError(
      `Cannot ${action}: expected validationData with targets, [x, y], as there are some to train with, received [x]`,
    );
  }
  if (isSource(x)) {
    refuseBeside(action, { y, sampleWeight, validationSplit });
    return [batchesFrom(action, x, steps), validation];
  }
  const rows = sampleRows(action, model, {
    x,
    y: y as Data | null,
    sampleWeight,
  });
  const batchSize = settings.batchSize ?? 32;
  const parting = {
    batchSize,
    steps,
    goesOn: true,
    shuffle: settings.shuffle,
  };
  if (validationSplit === 0 || validation) {
    return [batchesOf(action, rows, parting), validation];
  }
  // The last samples, before the others are shuffled.
  const at = Math.floor(rows.count * (1 - validationSplit));
  const last = {
    batchSize: settings.validationBatchSize ?? batchSize,
    steps: settings.validationSteps,
  };
  return [
    batchesOf(action, rows, parting, [0, at]),
    batchesOf(action, rows, last, [at, rows.count]),
  ];
}

function validationOf(
  action: string,
  model: Named,
  settings: FitSettings,
): Course | null {
  const { validationData: data, validationSteps: steps } = settings;
  if (data === null) return null;
  if (isSource(data)) return batchesFrom(action, data, steps);
  const parts: readonly unknown[] | null = Array.isArray(data) ? data : null;
  if (!parts || parts.length === 0 || parts.length > 3) {
    throw new TypeError(
      `Cannot ${action}: expected validationData to be [x, y], [x, y, sampleWeight] or what gives batches, received ${
        quote(data)
      }`,
    );
  }
  const [x, y, sampleWeight] = parts as readonly [Data, Data?, Samples?];
  const batchSize = settings.validationBatchSize ?? settings.batchSize ?? 32;
  const rows = sampleRows(action, model, { x, y, sampleWeight });
  return batchesOf(action, rows, { batchSize, steps });
}
