/** How layers compute and store, in the forms in which Keras writes it. */

import { quote, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import type { DType } from "../backends/dtype.ts";
import {
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
} from "../config/serialization.ts";

/**
 * A policy: by `"float32"` all is stored so; by `"mixed_float16"` weights are, and a layer computes with inputs and weights
 * that are stored as float16, and so is what it gives.
 *
 * @category Variables
 */
export type DTypePolicy = "float32" | "mixed_float16";

/**
 * What may stand for a policy: its name, or Keras's object of it.
 * @category Variables
 */
export type DTypeIdentifier = DTypePolicy | ObjectConfig;

/** What layers by a policy store their inputs, weights and outputs as when they are called. */
export const COMPUTE_DTYPES: Readonly<Record<DTypePolicy, DType>> = {
  float32: "float32",
  mixed_float16: "float16",
};

let current: DTypePolicy = "float32";

/**
 * The policy of layers that are not given one: `"float32"`, unless `setDtypePolicy` chose another.
 * @category Variables
 */
export function dtypePolicy(): DTypePolicy {
  checkArgumentCount("read the dtype policy", arguments, 0);
  return current;
}

/**
 * Sets the policy of layers that are not given one: Keras's `keras.config.set_dtype_policy`. Layers made before keep theirs.
 *
 * By `"mixed_float16"` activations take half the memory. It takes a backend that stores float16: `"webgpu"` on an adapter
 * with `shader-f16`; on others layers refuse to be built. Sums, losses, metrics and optimizers are float32, and `compile`
 * scales the loss, so that small gradients do not vanish. Let the last layer be of `dtype: "float32"`.
 *
 * Micikevicius et al.: Mixed precision training (ICLR 2018).
 *
 * @throws {ValueError} if there is no such policy.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * dg.layers.setDtypePolicy("mixed_float16");
 * const hidden = new dg.layers.Dense({ units: 8, activation: "relu" });
 * const last = new dg.layers.Dense({ units: 2, dtype: "float32" });
 * assertEquals([hidden.computeDtype, hidden.variableDtype], ["float16", "float32"]);
 * assertEquals(last.computeDtype, "float32");
 * dg.layers.setDtypePolicy("float32");
 * ```
 *
 * @category Variables
 */
export function setDtypePolicy(policy: DTypeIdentifier): void {
  const action = "set the dtype policy";
  checkArgumentCount(action, arguments, 1);
  current = isPolicy(nameOf(policy))
    ? nameOf(policy) as DTypePolicy
    : noPolicy(action, "", policy);
}

/**
 * Element types whose values float32 holds, up to 2^24: what Keras says of inputs that are indices.
 * @category Variables
 */
export type WholeDType =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

const WHOLE: readonly WholeDType[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
];

/** Whether a value names one of these. */
export function isWholeDType(value: unknown): value is WholeDType {
  return WHOLE.some((dtype) => dtype === value);
}

/**
 * The policy that is meant; if none is given that of all layers.
 *
 * @throws {ValueError} if there is no such policy.
 */
export function toDTypePolicy(owner: string, value: unknown): DTypePolicy {
  if (value === null || value === undefined) return current;
  const name = nameOf(value);
  return isPolicy(name) ? name : noPolicy(`make ${owner}`, "dtype ", value);
}

function isPolicy(name: unknown): name is DTypePolicy {
  return typeof name === "string" && Object.hasOwn(COMPUTE_DTYPES, name);
}

function noPolicy(action: string, what: string, received: unknown): never {
  const names = Object.keys(COMPUTE_DTYPES).map(quote).join(" or ");
  throw new ValueError(
    `Cannot ${action}: expected ${what}${names}, received ${quote(received)}`,
  );
}

/**
 * The element type that is meant, of what is float32 whatever the policy.
 *
 * @throws {ValueError} if it is another than float32: mixed precision among them.
 */
export function toDType(owner: string, value: unknown): DType {
  if (value === null || value === undefined) return "float32";
  if (nameOf(value) === "float32") return "float32";
  throw new ValueError(
    `Cannot make ${owner}: expected dtype "float32", received ${quote(value)}`,
  );
}

function nameOf(value: unknown): unknown {
  if (!isObjectConfig(value)) return value;
  const { class_name: className, config } = value;
  const policy = className === "DTypePolicy" || className === "Policy";
  return policy && typeof config === "object" ? config?.name : undefined;
}

/** A policy as Keras 3 writes it in a config. */
export function serializeDTypePolicy(name: DTypePolicy): SerializedObject {
  return {
    module: "keras",
    class_name: "DTypePolicy",
    config: { name },
    registered_name: null,
  };
}
