/** A few kernels whose results are known: a device that computes wrongly must not be used. */

import type { Backend, Operand } from "../backend.ts";
import { DeviceError } from "../../config/errors.ts";
import { binary, constant, input, unary } from "../expr.ts";
import { ReferenceBackend } from "../reference/backend.ts";
import { contiguous, type Shape, sizeOf } from "../view.ts";

/** How far results may be from those in float64, relative to the largest of them. */
const TOLERANCE = 1e-5;

/** Runs a kernel on operands of random numbers; returns the one it wrote. */
type Trial = (backend: Backend, make: (shape: Shape) => Operand) => Operand;

const TRIALS: Readonly<Record<string, Trial>> = {
  elementwise: (backend, make) => {
    const [a, b, out] = [[3, 37], [3, 37], [3, 37]].map(make);
    const sum = binary("add", input(0), unary("exp", input(1)));
    const power = binary("pow", unary("abs", sum), constant(1.5));
    backend.elementwise([unary("tanh", power)], [a, b], [out]);
    return out;
  },
  reduce: (backend, make) => {
    const [a, out] = [[700, 5], [1, 5]].map(make);
    backend.reduce("sum", [binary("mul", input(0), input(0))], [a], [out]);
    return out;
  },
  matmul: (backend, make) => {
    const [a, b, out] = [[33, 17], [17, 21], [33, 21]].map(make);
    backend.matmul(a, b, out);
    return out;
  },
  conv2dInputGrad: (backend, make) => {
    const [dy, w, out] = [[2, 5, 5, 6], [3, 3, 4, 6], [2, 11, 11, 4]].map(make);
    backend.conv2dInputGrad(dy, w, out, {
      strides: [2, 2],
      dilations: [1, 1],
      padding: [0, 0],
    });
    return out;
  },
  random: (backend, make) => {
    const out = make([513]);
    backend.random([12345, 67890], 2 ** 32 - 7, out);
    return out;
  },
};

/**
 * Runs each trial on a backend and on the reference.
 *
 * @throws {DeviceError} of kind `"unavailable"` if they differ.
 */
export async function selfCheck(
  backend: Backend,
  device: string,
): Promise<void> {
  using reference = new ReferenceBackend();
  for (const [name, trial] of Object.entries(TRIALS)) {
    const expected = await resultOf(reference, trial);
    const actual = await resultOf(backend, trial);
    const size = Math.max(...expected.map(Math.abs));
    const error = Math.max(
      ...expected.map((value, i) => Math.abs(value - actual[i])),
    );
    if (error <= TOLERANCE * size) continue;
    throw new DeviceError(
      "unavailable",
      `Cannot use ${device}: expected its ${name} to be right to ${TOLERANCE}, received results that are wrong by ${
        error / size
      }`,
    );
  }
}

async function resultOf(backend: Backend, trial: Trial): Promise<number[]> {
  const operands: Operand[] = [];
  const out = trial(backend, (shape) => {
    const length = sizeOf(shape);
    const operand = { buffer: backend.alloc(length), view: contiguous(shape) };
    // Any numbers between -1 and 1 will do, as long as they are the same each time.
    backend.write(
      operand.buffer,
      Float32Array.from(
        { length },
        (_, i) => Math.fround(Math.sin(12.9898 * (i + 1) + operands.length)),
      ),
    );
    operands.push(operand);
    return operand;
  });
  const values = await backend.read(out.buffer, sizeOf(out.view.shape));
  operands.forEach(({ buffer }) => backend.free(buffer));
  return [...values];
}
