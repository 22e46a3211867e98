/** Sums that are split into slices: how many kernels they take, and that an epilogue does not change their bits. */

import { assertEquals } from "@std/assert";
import type { Operand } from "../../../../backends/backend.ts";
import { binary, constant, input } from "../../../../backends/expr.ts";
import { contiguous } from "../../../../backends/view.ts";
import type { WebGPUBackend } from "../../../../backends/webgpu/backend.ts";
import { randomData, randomIntegers } from "../../../helpers/random_data.ts";
import { testOnDevice } from "../test_on_device.ts";

function filled(
  backend: WebGPUBackend,
  shape: readonly number[],
  data: ArrayLike<number>,
): Operand {
  const buffer = backend.alloc(data.length);
  backend.write(buffer, data);
  return { buffer, view: contiguous(shape) };
}

function countOf(backend: WebGPUBackend, run: () => void): number {
  const { dispatches } = backend.info();
  run();
  return backend.info().dispatches - dispatches;
}

testOnDevice(
  "several folds of many terms take two kernels, and of 256 one",
  async (backend) => {
    const maps = [input(0), binary("mul", input(0), input(0))];
    for (const [terms, results, kernels] of [[2000, 5, 2], [256, 8, 1]]) {
      const data = randomIntegers(terms * results, 3, 1);
      const x = filled(backend, [terms, results], data);
      const outs = maps.map(() =>
        filled(backend, [1, results], new Float32Array(results))
      );
      const count = countOf(
        backend,
        () => backend.reduce("sum", maps, [x], outs),
      );
      assertEquals(count, kernels);
      const [sums, squares] = await Promise.all(
        outs.map(({ buffer }) => backend.read(buffer, results)),
      );
      const expected = (map: (x: number) => number) =>
        Array.from(sums, (_, column) =>
          data.reduce(
            (sum, x, i) => i % results === column ? sum + map(x) : sum,
            0,
          ));
      assertEquals([...sums], expected((x) => x));
      assertEquals([...squares], expected((x) => x * x));
    }
  },
);

testOnDevice(
  "slices are added by the kernel of an epilogue if they are few, to the same bits",
  async (backend) => {
    const [m, n] = [12, 12];
    for (const [k, kernels] of [[2304, 2], [6000, 3]]) {
      const a = filled(backend, [m, k], randomData(m * k, 2));
      const b = filled(backend, [k, n], randomData(k * n, 3));
      const bias = randomData(n, 4);
      const { buffer } = filled(backend, [n], bias);
      const row = {
        buffer,
        view: { shape: [m, n], strides: [0, 1], offset: 0 },
      };
      const [plain, late] = [0, 1].map(() =>
        filled(backend, [m, n], new Float32Array(m * n))
      );
      const sum = binary("add", input(0), input(1));
      const expr = binary("mul", sum, constant(2));
      const count = countOf(
        backend,
        () => backend.matmul(a, b, late, { expr, operands: [row] }),
      );
      assertEquals(count, kernels);
      backend.matmul(a, b, plain);
      const [raw, ended] = await Promise.all(
        [plain, late].map(({ buffer }) => backend.read(buffer, m * n)),
      );
      const expected = Array.from(raw, (x, i) => {
        const biased = Math.fround(x + Math.fround(bias[i % n]));
        return Math.fround(2 * biased);
      });
      assertEquals([...ended], expected);
    }
  },
);
