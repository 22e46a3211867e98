/** What the loops over batches ask of a model. */

import { Tensor } from "../../autograd/tensor.ts";
import { quote, ShapeError } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import { isEmpty } from "../../training/metrics/metric.ts";
import { showShape } from "../../variables/shapes.ts";
import type { Batch } from "./batches.ts";
import type { Logs, TrainedModel } from "../callbacks/callback.ts";

/**
 * What a step of one's own tells: tensors of shape [], which the loop frees, or numbers, by name.
 * @category Training
 */
export type StepLogs = Readonly<Record<string, Tensor | number>>;

/**
 * What a step tells, or a promise of it.
 * @category Training
 */
export type StepResult = StepLogs | void | Promise<StepLogs | void>;

/**
 * A model, as the loops know it.
 * @category Training
 */
export interface Stepping extends TrainedModel {
  /** The names of its inputs; of a class of one's own none are known. */
  readonly inputNames?: readonly string[];
  /** The names of its outputs. */
  readonly outputNames: readonly string[];
  /** Whether it has been compiled. */
  readonly compiled: boolean;
  /** Forgets what the metrics have gathered. */
  resetMetrics(): void;
  /** The names of the metrics, as logs have them. */
  readonly metricNames: readonly string[];
  /** Makes a step, or begins one that is to be waited for. */
  trainStep(batch: Batch): StepResult;
  /** Takes a batch into account without a step. */
  testStep(batch: Batch): StepLogs | void;
  /** The outputs for a batch. */
  predictStep(batch: Batch): Tensor[];
}

/**
 * The logs after a step, read from the device; as in Keras, in the order of their names. A metric that no step has told of
 * anything has nothing to say, such as the loss of a model whose own step does not tell it.
 */
export async function readLogs(
  model: Stepping,
  told: StepLogs | void,
): Promise<Logs> {
  const results: [string, Tensor | number][] = told
    ? Object.entries(told)
    : model.metricNames
      .map((name) => [name, model.metricOf(name)!] as const)
      .filter(([, metric]) => !isEmpty(metric))
      .map(([name, metric]) => [name, metric.result()]);
  const values = await Promise.all(
    results.map(async ([name, value]) => {
      if (typeof value === "number") return [name, value] as const;
      try {
        if (value.size !== 1) {
          throw new ShapeError(
            `Cannot tell "${name}" of ${model}: expected one number, received shape ${
              showShape(value.shape)
            }${
              told
                ? ""
                : ' (a metric of classes gives one where it averages: average: "macro")'
            }`,
            { expected: [], actual: value.shape },
          );
        }
        return [name, await value.item()] as const;
      } finally {
        // What a step of one's own told is freed when the next one is made.
        if (!told) value[Symbol.dispose]();
      }
    }),
  );
  return Object.fromEntries(values.sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * Refuses what a step cannot tell.
 *
 * @throws {TypeError} if it is something else than tensors and numbers by name, such as the promise of an async step.
 */
export function checkTold(action: string, told: unknown): void {
  if (told === undefined || told === null) return;
  const isRight = isOptions(told) &&
    Object.values(told).every((value) =>
      typeof value === "number" || value instanceof Tensor
    );
  if (isRight) return;
  throw new TypeError(
    `Cannot ${action}: expected a step to return nothing, or tensors and numbers by name, received ${
      quote(told)
    }${told instanceof Promise ? " (is it async?)" : ""}`,
  );
}

/** Frees what a step told. */
export function forget(told: StepLogs | void): void {
  for (const value of Object.values(told ?? {})) {
    if (typeof value !== "number") value[Symbol.dispose]();
  }
}
