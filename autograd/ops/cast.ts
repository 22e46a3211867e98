/** The same elements as another type. */

import { BYTES_PER_ELEMENT, type DType } from "../../backends/dtype.ts";
import { ITSELF } from "../../backends/expr.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";

const castOp: Op<{ readonly from: DType; readonly to: DType }> = {
  name: "cast",
  forward([x], { to }) {
    const y = Tensor.empty(x.backend, x.shape, to);
    x.backend.elementwise([ITSELF], [x.operand()], [y.operand()]);
    return [y];
  },
  vjp: (cotangent, _, { from }) => [cast(cotangent, from)],
};

/**
 * The elements stored as another type, rounded to the nearest that it has: the tensor itself if it is of that type. Its
 * gradient is stored as the tensor is.
 *
 * float16 holds 11 bits of a number, from 6e-8 to 65504; what is larger becomes infinite.
 *
 * @throws {ValueError} if there is no such type.
 * @throws {DeviceError} of kind `"unavailable"` if the tensor's backend does not store it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2]);
 * assertEquals(dg.cast(x, "float32"), x);
 * ```
 *
 * @category Ops
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  checkArguments("cast", arguments, 2);
  const tensor = toTensor("cast", x);
  if (tensor.dtype === dtype) return tensor;
  if (!Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
    throw new ValueError(
      `Cannot compute cast: expected ${
        Object.keys(BYTES_PER_ELEMENT).map(quote).join(" or ")
      }, received ${quote(dtype)}`,
    );
  }
  return run(castOp, [tensor], { from: tensor.dtype, to: dtype });
}
