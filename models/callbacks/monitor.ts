/** Watching one number of the logs: whether it has got better. */

import { ValueError } from "../../config/errors.ts";
import { row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import { warnOnce } from "../../config/warnings.ts";
import type { Logs, TrainedModel } from "./callback.ts";

/**
 * Whether less is better, or more; as the metric of that name says it by default.
 * @category Callbacks
 */
export type Mode = "auto" | "min" | "max";

/** Whether a value is better than another by at least `minDelta`. */
export type IsBetter = (value: number, best: number) => boolean;

/**
 * How values of a name compare.
 *
 * @throws {ValueError} if neither the mode nor a metric of the model says whether less or more is better.
 */
export function comparison(
  owner: string,
  model: TrainedModel,
  { monitor, mode, minDelta = 0 }: {
    readonly monitor: string;
    readonly mode: Mode;
    readonly minDelta?: number;
  },
): IsBetter {
  const delta = Math.abs(minDelta);
  // Anything is better than NaN, which in Keras nothing is.
  return directionOf(owner, model, monitor, mode) === "min"
    ? (value, best) => value < best - delta || isFirst(value, best)
    : (value, best) => value > best + delta || isFirst(value, best);
}

function isFirst(value: number, best: number): boolean {
  return Number.isNaN(best) && !Number.isNaN(value);
}

function directionOf(
  owner: string,
  model: TrainedModel,
  monitor: string,
  mode: Mode,
): "min" | "max" {
  if (mode !== "auto") return mode;
  const name = monitor.replace(/^val_/, "");
  if (name === "loss" || name.endsWith("_loss")) return "min";
  const metric = model.metricOf(name);
  if (metric?.direction === "down") return "min";
  if (metric?.direction === "up") return "max";
  throw new ValueError(
    `Cannot use ${owner}: expected mode "min" or "max", for nothing says whether less or more of ${monitor} is better, received mode "auto"`,
  );
}

/** The number that is watched; where the logs have none, a warning says so once. */
export function watched(
  owner: object,
  logs: Logs,
  monitor: string,
): number | undefined {
  if (Object.hasOwn(logs, monitor)) return logs[monitor];
  warnOnce(
    owner,
    `${owner.constructor.name} watches ${monitor}, which is not there: expected one of ${
      Object.keys(logs).join(", ")
    }`,
  );
  return undefined;
}

/** Whether to say what is done. */
export function zeroOrOne(): Row<0 | 1> {
  return row<0 | 1>(
    "0 or 1",
    (value) => value === 0 || value === 1 ? value : undefined,
    0,
  );
}
