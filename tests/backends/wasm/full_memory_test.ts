/** Kernels whose operands end where the memory does. */

import { assertEquals, assertThrows } from "@std/assert";
import type { Buffer, Operand } from "../../../backends/backend.ts";
import { binary, input } from "../../../backends/expr.ts";
import { DeviceError } from "../../../config/errors.ts";
import { contiguous } from "../../../backends/view.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";

/** Elements of the least block. */
const LEAST = 16;

Deno.test("what is read behind the last block of a full memory is there to be read", async () => {
  using backend = new WasmBackend({ maximumBytes: 2 ** 22, threads: 1 });
  const at = (buffer: Buffer, shape: number[]): Operand => ({
    buffer,
    view: contiguous(shape),
  });
  const a = backend.alloc(12), sums = backend.alloc(5), out = backend.alloc(20);
  backend.write(a, Array(12).fill(1));
  const double = [binary("add", input(0), input(0))];
  const runAll = async (b: Buffer): Promise<number[][]> => {
    backend.write(b, Array.from({ length: 15 }, (_, i) => i));
    backend.matmul(at(a, [4, 3]), at(b, [3, 5]), at(out, [4, 5]));
    const products = backend.read(out, 20);
    backend.reduce("sum", [input(0)], [at(b, [3, 5])], [at(sums, [1, 5])]);
    const folded = backend.read(sums, 5);
    backend.elementwise(double, [at(b, [15])], [at(b, [15])]);
    const doubled = backend.read(b, 15);
    return (await Promise.all([products, folded, doubled])).map((x) => [...x]);
  };
  // First with room to spare, which also makes the tables that the kernels keep.
  const spare = backend.alloc(LEAST);
  const expected = await runAll(spare);
  assertEquals(expected[1], [15, 18, 21, 24, 27]);
  assertEquals(expected[0].slice(5, 10), expected[1]);

  // What was taken for scratch space meanwhile is free again: some of it stays so.
  const scratch = backend.alloc(4096);
  const blocks: Buffer[] = [];
  const fill = (): void => {
    while (true) blocks.push(backend.alloc(LEAST));
  };
  assertThrows(fill, DeviceError, "Cannot allocate 64 bytes");
  backend.free(scratch);
  const addresses = blocks.map((block) =>
    "address" in block ? Number(block.address) : NaN
  );
  const last =
    blocks[addresses.indexOf(addresses.reduce((x, y) => Math.max(x, y)))];
  assertEquals(await runAll(last), expected);
});
