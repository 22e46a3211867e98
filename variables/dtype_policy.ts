/** The element type of a layer, in the forms in which Keras writes it. */

import { quote, ValueError } from "../config/errors.ts";
import type { DType } from "../backends/dtype.ts";
import {
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
} from "../config/serialization.ts";

/**
 * What may stand for the one element type there is.
 * @category Variables
 */
export type DTypeIdentifier = DType | ObjectConfig;

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
 * The element type that is meant.
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

/** The element type as Keras 3 writes it in a config. */
export function serializeDType(dtype: DType): SerializedObject {
  return {
    module: "keras",
    class_name: "DTypePolicy",
    config: { name: dtype },
    registered_name: null,
  };
}
