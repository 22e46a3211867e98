/** Random programs of kernels, fused and not. */

import { assert, assertEquals } from "@std/assert";
import type { Backend } from "../../../backends/backend.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { CheckedBackend } from "../../helpers/checked_backend.ts";
import { HalfBackend } from "../../helpers/half_backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { runProgram } from "./random_program.ts";
import { RowByRowBackend } from "../../helpers/row_by_row_backend.ts";
import { StrictBackend } from "../../helpers/strict_backend.ts";

async function compare(
  seeds: number,
  open: () => Backend,
  times = 2,
  openOracle: () => Backend = () => new ReferenceBackend(),
): Promise<void> {
  for (let seed = 1; seed <= seeds * (thorough() ? 2 : 1); seed++) {
    const expected = await runProgram(openOracle(), seed);
    const held = await runProgram(openOracle(), seed, true);
    using inner = open();
    using backend = new FusingBackend(inner);
    try {
      // Twice or more: the second time plans are known already, and later what ran is run again as a whole. Then with more
      // that can be seen, for which there are no plans.
      for (const holds of [...Array(times).fill(false), true]) {
        const received = await runProgram(backend, seed, holds);
        assertEquals(received, holds ? held : expected);
        assertEquals(backend.bytesInUse, 0);
        assertEquals(inner.bytesInUse, 0);
      }
    } catch (error) {
      throw new Error(`Program ${seed}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

Deno.test("random programs compute the same, fused or not", async () => {
  await compare(300, () => new StrictBackend());
});

Deno.test("random programs compute the same where some memory is float16, which rounds what is not stored, too", async () => {
  await compare(
    60,
    () => new CheckedBackend(new HalfBackend()),
    2,
    () => new HalfBackend(),
  );
});

Deno.test("random programs compute the same where kernels take few operands and write nowhere they read", async () => {
  await compare(
    150,
    () => new StrictBackend({ maxOperands: 6, inPlace: false }),
  );
});

Deno.test("random programs compute the same where kernels run row by row", async () => {
  await compare(60, () => new RowByRowBackend());
  assert(RowByRowBackend.joined > 10, `${RowByRowBackend.joined} joined`);
});

Deno.test("random programs compute the same in WebAssembly", async () => {
  await compare(40, () => new WasmBackend(), 3);
});
