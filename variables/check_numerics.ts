/** Finds the op, and the layer, that made the first NaN or infinity. */

import { checkArgumentCount, checkFunction } from "../config/options.ts";
import { ValueError } from "../config/errors.ts";
import { Numerics } from "../autograd/numerics.ts";
import { observe } from "../autograd/observer.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { livingVariables } from "./living.ts";
import { peekAt, Variable } from "./variable.ts";

/**
 * Runs `f` and looks, after each op, forward and back, whether what it made is finite. That is slow, and for finding faults
 * alone (TensorFlow's `enable_check_numerics`, PyTorch's `detect_anomaly`). The looks are made where the tensors are, and
 * read when `f` is done: a step of training has been made by then.
 *
 * @throws {ValueError} if a NaN or an infinity came up, with the op and the layer that made the first.
 * @throws {TypeError} if `f` is no function.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert, assertRejects } from "@std/assert";
 *
 * const x = dg.tensor([1, 0]);
 * const error = await assertRejects(
 *   () => dg.checkNumerics(() => x.log().mul(x).sum()),
 *   dg.ValueError,
 * );
 * assert(error.message.includes("received an infinity in the output of log, whose input was finite"));
 * ```
 *
 * @category Profiling
 */
export async function checkNumerics<T>(f: () => T): Promise<Awaited<T>> {
  checkArgumentCount("check numerics", arguments, 1);
  checkFunction("check numerics", f);
  return await watchNumerics("check numerics", f);
}

/** The same, for what is called something else. */
export async function watchNumerics<T>(
  action: string,
  f: () => T,
): Promise<Awaited<T>> {
  using numerics = new Numerics(nameOf);
  const watch = observe(numerics);
  let result: Awaited<T>;
  try {
    result = await f();
  } finally {
    watch[Symbol.dispose]();
  }
  const found = await numerics.found();
  if (found === undefined) return result;
  throw new ValueError(
    `Cannot ${action}: expected finite numbers, received ${found}`,
  );
}

/** The variable whose value a tensor is. */
function nameOf(tensor: Tensor): string | undefined {
  const variable = livingVariables().find((one) =>
    one instanceof Variable && peekAt(one) === tensor
  );
  return variable && `variable "${(variable as Variable).path}"`;
}
