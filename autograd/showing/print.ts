/** Printing tensors, wherever they are. */

import { checkArgumentCount } from "../../config/options.ts";
import { type TensorLike, toTensor } from "../op.ts";
import { noGrad } from "../tape.ts";
import { elementsRead } from "./elements.ts";

/**
 * Prints what a tensor is, and its elements as NumPy prints them: of more than 1000 the edges. It waits until they are
 * computed, as on a graphics card, where `console.log(x)` cannot show them. It resolves when they are printed.
 *
 * @throws {TypeError} if it is no tensor, nor a variable or a number.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 0.5], [-2, 4]]);
 * await dg.print(x.mul(2)); // the same as console.log where the elements are at hand
 * // Tensor { shape: [2, 2], dtype: "float32", backend: "wasm" }
 * // [[ 2.  1.]
 * //  [-4.  8.]]
 * assertEquals(`${x}`, 'Tensor { shape: [2, 2], dtype: "float32", backend: "wasm" }');
 * ```
 *
 * @category Tensors
 */
export async function print(x: TensorLike): Promise<void> {
  checkArgumentCount("print", arguments, 1);
  const tensor = noGrad(() => toTensor("print", x));
  console.log(`${tensor}${await elementsRead(tensor)}`);
}
