/** Whether all processes are about to train the same variables, in the same way. */

import { configOf } from "../config/configurable.ts";
import type { Optimizer } from "../training/optimizers/mod.ts";
import { isReached } from "../training/optimizers/process_group.ts";
import { withoutCounts } from "../variables/naming.ts";
import type { Variable } from "../variables/variable.ts";
import { checkAlike, type Trait } from "./alike.ts";
import type { Group } from "./group.ts";

/**
 * Compares what each process is going to train with what the process 0 is, and how.
 *
 * @throws {ValueError} on every process if one has other variables, another backend or another optimizer.
 */
export function checkSame(
  action: string,
  group: Group,
  optimizer: Optimizer,
  variables: readonly Variable[],
): void {
  checkAlike(action, group, [
    ...traitsOf(optimizer),
    ...variables.slice(0, 1).map(backendOf),
    ...variables.map(described),
  ]);
}

/** What MPI exchanges has to be of one kind; that wasm and blas are not the same matters to nobody. */
function backendOf({ value }: Variable): Trait {
  const { name, traits } = value.backend;
  const type = `float${8 * (traits?.elementBytes ?? 4)}`;
  return {
    what: "the backend",
    value: `${type}, ${isReached(value)}`,
    shown: `${name} (${type})`,
    hint: "call setBackend alike on all ranks, before the model is made",
  };
}

/** Names that are counted say how many layers a process has made before, and no more. */
function described(
  { path, shape, value: { dtype } }: Variable,
  place: number,
): Trait {
  const form = `[${shape.join(", ")}]${dtype === "float32" ? "" : ` ${dtype}`}`;
  return {
    what: `variable ${place + 1}`,
    value: `"${withoutCounts(path)}" ${form}`,
    shown: `"${path}" ${form}`,
    hint:
      "all ranks train the same model: the same layers in the same order, and the same of them frozen",
  };
}

/** The optimizer, and each of its options but names. */
function traitsOf(optimizer: Optimizer): Trait[] {
  const hint = "make the same optimizer on all ranks";
  const { name: _, ...config } = configOf(optimizer);
  return [
    { what: "the optimizer", value: optimizer.constructor.name, hint },
    ...Object.entries(config).map(([option, value]) => ({
      ...{ what: `${option} of the optimizer`, hint },
      value: JSON.stringify(value, (key, one) => key === "name" ? null : one),
    })),
  ];
}
