/** Threads in programs of their own, which they neither keep alive nor need more of than a browser has. */

import { assertEquals } from "@std/assert";
import { runProgram } from "../../../helpers/run_program.ts";
import { ROOT } from "../../../helpers/sources.ts";

/** Multiplies until so many threads take part, in a process without permissions. */
async function multiply(
  threads: number,
  { before = "", after = "" }: { before?: string; after?: string },
): Promise<void> {
  const source = `
    ${before}
    const { WasmBackend } = await import("${new URL(
    "backends/wasm/backend.ts",
    ROOT,
  )}");
    const backend = new WasmBackend({ threads: 3 });
    const view = { shape: [400, 400], strides: [400, 1], offset: 0 };
    const [a, b, out] = [1, 2, 0].map((value) => {
      const buffer = backend.alloc(160000);
      backend.write(buffer, new Float32Array(160000).fill(value));
      return { buffer, view };
    });
    do backend.matmul(a, b, out); while (backend.info().threads < ${threads});
    console.log((await backend.read(out.buffer, 160000)).every((x) => x === 800));
    ${after}`;
  assertEquals(await runProgram([], source), "true\n");
}

Deno.test("a program with threads ends by itself, disposed of or not", async () => {
  await multiply(3, {});
  await multiply(3, { after: "backend[Symbol.dispose]();" });
});

Deno.test("threads are a browser's where that is all there is", async () => {
  const before = "delete globalThis.process; delete globalThis.Deno;";
  await multiply(3, { before, after: "backend[Symbol.dispose]();" });
});

Deno.test("without shared memory there is one thread", async () => {
  await multiply(1, { before: "delete globalThis.SharedArrayBuffer;" });
});
