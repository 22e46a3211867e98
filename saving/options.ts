/** Options that several functions here take. */

import { isOptions } from "../config/options.ts";
import { row } from "../config/rows.ts";
import type { Row } from "../config/schema.ts";
import type { CustomObjects } from "../config/serialization.ts";

/** Classes and functions of the user's own. */
export const CUSTOM_OBJECTS: Row<CustomObjects> = row(
  "an object of classes and functions",
  (value) => isOptions(value) ? value as CustomObjects : undefined,
  {},
);

/** What layers are called in PyTorch. */
export const TORCH_NAMES: Row<Readonly<Record<string, string>>> = row(
  "an object of the names of modules by those of layers",
  (value) =>
    isOptions(value) &&
      Object.values(value).every((name) => typeof name === "string")
      ? value as Readonly<Record<string, string>>
      : undefined,
  {},
);
