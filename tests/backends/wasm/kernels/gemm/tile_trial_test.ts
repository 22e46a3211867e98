/** Products by tiles of either height. */

import { assert, assertEquals } from "@std/assert";
import { contiguous } from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";
import { tileRows } from "../../../../../backends/wasm/kernels/gemm/tile_trial.ts";
import { WasmRuntime } from "../../../../../backends/wasm/runtime.ts";
import { randomData } from "../../../../helpers/random_data.ts";
import { checkKernel } from "../../../conformance/check_kernel.ts";
import { convolutionCases } from "../../../conformance/conv2d.ts";
import { matmulCases } from "../../../conformance/matmul.ts";

const HEIGHTS = [4, 8] as const;

for (const tileRows of HEIGHTS) {
  Deno.test(`products by tiles of ${tileRows} rows are right for all sizes and layouts`, async () => {
    using backend = new WasmBackend({ tileRows, threads: 1 });
    for (const test of matmulCases()) await checkKernel(backend, test);
  });
}

Deno.test("without a fused multiply-add, whole numbers are as exact", async () => {
  using backend = new WasmBackend({ relaxedMadd: false, threads: 1 });
  for (const test of [...matmulCases(), ...convolutionCases()]) {
    await checkKernel(backend, test);
  }
});

Deno.test("products have the same bits whatever the tile", async () => {
  const [rows, columns, depth] = [103, 77, 1030];
  const [low, tall] = await Promise.all(HEIGHTS.map(async (tileRows) => {
    using backend = new WasmBackend({ tileRows, threads: 1 });
    const [a, b, out] = [[rows, depth], [depth, columns], [rows, columns]].map(
      (shape, seed) => {
        const length = shape[0] * shape[1], buffer = backend.alloc(length);
        backend.write(buffer, randomData(length, seed));
        return { buffer, view: contiguous(shape) };
      },
    );
    backend.matmul(a, b, out);
    const { buffer } = await backend.read(out.buffer, rows * columns);
    return new Uint32Array(buffer);
  }));
  assertEquals(tall, low);
});

Deno.test("a tile is tried only when there is much to multiply, and never for few rows", () => {
  using runtime = new WasmRuntime({ threads: 1 });
  assertEquals(tileRows(runtime, 64, 1000), 4);
  assertEquals(runtime.tile.rows, undefined);
  assertEquals(tileRows(runtime, 8, 1e6), 4);
  assert(runtime.tile.rows === 4 || runtime.tile.rows === 8);
  assertEquals(tileRows(runtime, 64, 1000), runtime.tile.rows);
});
