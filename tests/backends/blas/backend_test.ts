/** What users see when they ask for the machine's BLAS. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { openBlas, type OpenBlasOptions } from "../../../backends/blas/mod.ts";
import { DeviceError } from "../../../config/errors.ts";
import { openBackend } from "../../../backends/mod.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { runProgram } from "../../helpers/run_program.ts";
import { ROOT } from "../../helpers/sources.ts";

/** Where Debian has it. */
const DEBIAN = ["x86_64", "aarch64"].map((machine) =>
  `/usr/lib/${machine}-linux-gnu/libopenblas.so.0`
);

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

testOn("blas", "the backend tells which library it is", async () => {
  using backend = await openBackend("blas");
  assertEquals(backend.name, "blas");
  assert(backend.info().adapter);
});

testOn(
  "blas",
  "products go on being right when the memory has grown",
  async () => {
    using backend = openBlas();
    const view = { shape: [1, 1], strides: [1, 1], offset: 0 };
    const [a, b] = [2, 3].map((value) => {
      const buffer = backend.alloc(1);
      backend.write(buffer, [value]);
      return { buffer, view };
    });
    const product = async (): Promise<number> => {
      const out = { buffer: backend.alloc(1), view };
      backend.matmul(a, b, out);
      return (await backend.read(out.buffer, 1))[0];
    };
    assertEquals(await product(), 6);
    backend.alloc(2 ** 24);
    assertEquals(await product(), 6);
  },
);

Deno.test("options nobody knows are refused", () => {
  assertThrows(
    () => openBlas({ threds: 2 } as OpenBlasOptions),
    TypeError,
    'Cannot open the backend "blas": expected options fuse, debug, threads, maximumBytes, memory, library, received threds (did you mean threads?)',
  );
});

Deno.test("a library that is not there is an error with its name", () => {
  const error = assertThrows(
    () => openBlas({ library: "libnowhere.so" }),
    DeviceError,
    'Cannot open the backend "blas": expected OpenBLAS or Accelerate (Debian: libopenblas0-pthread) as "libnowhere.so", received ',
  );
  assertEquals(error.kind, "unavailable");
});

Deno.test("without the whole permission the error names the flag and what there is, and the backend in use stays", async () => {
  const path = "/nowhere/libopenblas.so";
  for (const flags of [[], ["--allow-ffi=/elsewhere"]]) {
    const source = `
      import * as dg from "${new URL("mod.ts", ROOT)}";
      const library = "${path}";
      const error = await dg.setBackend("blas", { library })
        .catch((error) => error);
      console.log(error.kind, error.message, dg.getBackend().name);`;
    assertEquals(
      await runProgram(flags, source),
      `unavailable Cannot open the backend "blas": expected the permission --allow-ffi, received none wasm\n`,
    );
  }
});

testOn(
  "blas",
  "a permission for the library alone, by which no pointers are read, is told",
  async () => {
    const library = DEBIAN.find(isThere)!;
    const source = `
      import * as dg from "${new URL("mod.ts", ROOT)}";
      const error = await dg.setBackend("blas", { library: "${library}" })
        .catch((error) => error);
      console.log(error.message);`;
    assertEquals(
      await runProgram([`--allow-ffi=${library}`], source),
      `Cannot open the backend "blas": expected the permission --allow-ffi, received one for "${library}" alone\n`,
    );
  },
  { ignore: !DEBIAN.some(isThere) },
);
