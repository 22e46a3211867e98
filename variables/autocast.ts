/** What the layer at work reads its weights as: Keras's autocast. */

import type { DType } from "../backends/dtype.ts";

let current: DType | null = null;

/** The type as which weights are read; `null` for their own. */
export function autocastType(): DType | null {
  return current;
}

/** Runs `f`, in which weights are read as a type, or as what they are. */
export function withAutocast<T>(dtype: DType | null, f: () => T): T {
  if (dtype === current) return f();
  const before = current;
  current = dtype;
  try {
    return f();
  } finally {
    current = before;
  }
}
