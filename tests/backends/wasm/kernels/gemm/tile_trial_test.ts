/** Products by each of the tiles. */

import { assertEquals } from "@std/assert";
import { contiguous } from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";
import { TILE_NAMES } from "../../../../../backends/wasm/kernels/gemm/tile.ts";
import { tileFor } from "../../../../../backends/wasm/kernels/gemm/tile_trial.ts";
import { WasmRuntime } from "../../../../../backends/wasm/runtime.ts";
import { randomData } from "../../../../helpers/random_data.ts";
import { checkKernel } from "../../../conformance/check_kernel.ts";
import { convolutionCases } from "../../../conformance/conv2d.ts";
import { matmulCases } from "../../../conformance/matmul.ts";

for (const tile of TILE_NAMES) {
  Deno.test(`products by tiles of ${tile} are right for all sizes and layouts`, async () => {
    using backend = new WasmBackend({ tile, threads: 1 });
    for (const test of [...matmulCases(), ...convolutionCases()]) {
      await checkKernel(backend, test);
    }
  });
}

Deno.test("without a fused multiply-add, whole numbers are as exact", async () => {
  using backend = new WasmBackend({ relaxedMadd: false, threads: 1 });
  for (const test of [...matmulCases(), ...convolutionCases()]) {
    await checkKernel(backend, test);
  }
});

Deno.test("products have the same bits whatever the tile, of all heights and widths about it", async () => {
  const sizes = [
    ...[1, 3, 4, 5, 8, 15, 16, 17, 23, 31],
    ...[32, 33, 34, 35, 36, 37, 38, 64, 65, 77, 103],
  ];
  using stack = new DisposableStack();
  const backends = TILE_NAMES.map((tile) =>
    stack.use(new WasmBackend({ tile, threads: 1 }))
  );
  for (const [i, rows] of sizes.entries()) {
    for (const columns of sizes) {
      const depth = 1 + 511 * (i % 3);
      const [first, ...others] = await Promise.all(
        backends.map((backend) => productBy(backend, [rows, columns, depth])),
      );
      for (const other of others) {
        assertEquals(other, first, `${[rows, columns, depth]}`);
      }
    }
  }
});

/** The bits of a product of random matrices. */
async function productBy(
  backend: WasmBackend,
  [rows, columns, depth]: readonly number[],
): Promise<Uint32Array> {
  const [a, b, out] = [[rows, depth], [depth, columns], [rows, columns]].map(
    (shape, seed) => {
      const length = shape[0] * shape[1], buffer = backend.alloc(length);
      backend.write(buffer, randomData(length, seed));
      return { buffer, view: contiguous(shape) };
    },
  );
  backend.matmul(a, b, out);
  const { buffer } = await backend.read(out.buffer, rows * columns);
  for (const { buffer } of [a, b, out]) backend.free(buffer);
  return new Uint32Array(buffer);
}

Deno.test("tiles are tried twice, when much has run", () => {
  using runtime = new WasmRuntime({ threads: 1 });
  const trials = [0, 6e5, 0, 6e5, 6e5].map((work) => {
    runtime.parallel([], { work });
    assertEquals(tileFor(runtime), runtime.tile.name ?? "4x8");
    return runtime.tile.trials;
  });
  assertEquals(trials, [0, 1, 1, 2, 2]);
});

Deno.test("a tile that is given is not tried", () => {
  using runtime = new WasmRuntime({ threads: 1, tile: "8x8" });
  runtime.parallel([], { work: 1e7 });
  assertEquals(tileFor(runtime), "8x8");
});

Deno.test("what is replayed counts, and is planned anew by the tile", () => {
  using runtime = new WasmRuntime({ threads: 1 });
  const parts = ["product"], trials: number[] = [];
  const product = (): void => {
    tileFor(runtime);
    trials.push(runtime.tile.trials);
    runtime.parallel([], { work: 1e5 });
  };
  for (let i = 0; i < 20; i++) runtime.repeatable(parts, product);
  assertEquals(trials, [0, 0, 1, 2]);
});
