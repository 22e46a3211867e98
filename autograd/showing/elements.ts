/** The elements of a tensor as text, at once where that needs no waiting. */

import type { Backend, Operand } from "../../backends/backend.ts";
import { contiguous, type View } from "../../backends/view.ts";
import { arrayText } from "./array_text.ts";

/** A tensor, as far as it is shown. */
export interface Elements {
  readonly view: View;
  readonly backend: Backend;
  readonly disposed: boolean;
  operand(): Operand;
  read(): Promise<Float32Array | Float64Array>;
}

/** What stands behind the description of a tensor: its elements as NumPy prints them, or how to see them. */
export function elementsNow(tensor: Elements): string {
  const { backend, view } = tensor;
  if (tensor.disposed) return "";
  try {
    const memory = backend.peek?.(tensor.operand().buffer);
    return memory
      ? below(memory, view)
      : " (await print(x) shows its elements)";
  } catch (error) {
    return ` (it could not be computed: ${(error as Error).message})`;
  }
}

/** The same, once they are computed. */
export async function elementsRead(tensor: Elements): Promise<string> {
  return below(await tensor.read(), contiguous(tensor.view.shape));
}

/** Elements behind a description, those of rows in lines of their own. */
export function below(memory: ArrayLike<number>, view: View): string {
  return (view.shape.length > 0 ? "\n" : " ") + arrayText(memory, view);
}
