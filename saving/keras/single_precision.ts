/** Models that Keras computes in half precision, as models of float32. */

import { getBackend } from "../../backends/default_backend.ts";
import { type Config, isObjectConfig } from "../../config/serialization.ts";
import { warnOnce } from "../../config/warnings.ts";

/** Policies whose weights float32 holds. */
const HALVES: readonly unknown[] = [
  "float16",
  "bfloat16",
  "mixed_float16",
  "mixed_bfloat16",
];

/** A config without such policies; a warning says which there were. `of` is whose config it is. */
export function inSinglePrecision(config: Config, of: object): Config {
  const met = new Set<unknown>();
  const single = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(single);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        const policy = key === "dtype" ? policyOf(one) : null;
        if (!HALVES.includes(policy) || isMixed(policy)) {
          return [key, single(one)];
        }
        met.add(policy);
        return [key, "float32"];
      }),
    );
  };
  const made = single(config) as Config;
  if (met.size > 0) {
    warnOnce(
      of,
      `A model of ${
        [...met].join(", ")
      } computes in float32 here: it predicts what Keras does, but for the rounding of half precision`,
    );
  }
  return made;
}

/** Whether it is a policy by which the backend in use computes. */
function isMixed(policy: unknown): boolean {
  return policy === "mixed_float16" && getBackend().traits?.hasFloat16 === true;
}

/** The name of a type, or of a policy. */
function policyOf(dtype: unknown): unknown {
  return isObjectConfig(dtype) ? Object(dtype.config).name : dtype;
}
