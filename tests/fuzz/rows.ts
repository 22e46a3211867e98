/** Every public op, as rows of random programs; and the names that are no ops. */

import { ELEMENTWISE } from "./elementwise_rows.ts";
import { EVERYDAY } from "./everyday_rows.ts";
import { LAYERS } from "./layer_rows.ts";
import type { Rows } from "./row.ts";
import { SHAPES } from "./shape_rows.ts";

/** The rows. */
export const ROWS: Rows = { ...ELEMENTWISE, ...SHAPES, ...EVERYDAY, ...LAYERS };

/** Functions of the library that compute nothing of tensors, or that programs use in other ways. */
export const OTHER_NAMES: ReadonlySet<string> = new Set([
  // Inputs are made with these.
  ...["tensor", "full", "zeros", "ones", "arange", "eye", "linspace"],
  // Gradients are taken with these.
  ...["grad", "valueAndGrad", "customGradient", "noGrad"],
  ...["backendInfo", "getBackend", "setBackend"],
  ...["defaultSeedGenerator", "drawSeed", "setRandomSeed", "inTraining"],
  ...["loadCheckpoint", "plotModel", "saveCheckpoint"],
  ...[
    "checkNumerics",
    "clearSession",
    "cloneModel",
    "memory",
    "profile",
    "recompute",
  ],
  // It shows elements.
  "print",
  // Backends that programs run on store float32 alone.
  "cast",
]);
