/** Plans that are known are used only for commands whose buffers are in the same state. */

import { assertEquals } from "@std/assert";
import type { Backend, Buffer, Operand } from "../../../backends/backend.ts";
import { binary, constant, input, unary } from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { contiguous } from "../../../backends/view.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";

// Kept, so that commands of equal expressions are equal commands.
const ADD = [binary("add", input(0), constant(1))];
const DOUBLE = [binary("mul", input(0), constant(2))];
const NEGATE = [unary("neg", input(0))];
const SQUARE = [binary("mul", input(0), input(0))];

const OPENERS: readonly [string, () => Backend][] = [
  ["reference", () => new ReferenceBackend()],
  ["wasm", () => new WasmBackend({ threads: 1 })],
];

for (const [name, open] of OPENERS) {
  const test = (
    title: string,
    fn: (backend: Backend) => Promise<void>,
  ): void => {
    Deno.test(`${name}: ${title}`, async () => {
      using inner = open();
      using backend = new FusingBackend(inner);
      await fn(backend);
    });
  };

  test("what was given up one time and is held the next can be read", async (backend) => {
    for (const isHeld of [false, true, false, true, true]) {
      const [x, y, z] = [0, 1, 2].map(() => backend.alloc(4));
      backend.write(x, [1, 2, 3, 4]);
      backend.elementwise(ADD, [at(x)], [at(y)]);
      backend.elementwise(DOUBLE, [at(y)], [at(z)]);
      if (!isHeld) backend.free(y);
      assertEquals([...await backend.read(z, 4)], [4, 6, 8, 10]);
      if (isHeld) assertEquals([...await backend.read(y, 4)], [2, 3, 4, 5]);
      [x, z, ...isHeld ? [y] : []].forEach((one) => backend.free(one));
    }
    assertEquals(backend.bytesInUse, 0);
  });

  test("a part that is written one time is not the whole of a longer buffer", async (backend) => {
    for (const length of [4, 8, 4, 8]) {
      const x = backend.alloc(4), z = backend.alloc(4);
      const y = backend.alloc(length);
      backend.write(x, [1, 2, 3, 4]);
      backend.write(y, Array(length).fill(9));
      backend.elementwise(ADD, [at(x)], [at(y)]);
      backend.elementwise(DOUBLE, [at(y)], [at(z)]);
      assertEquals(
        [...await backend.read(y, length)],
        [2, 3, 4, 5, ...Array(length - 4).fill(9)],
      );
      assertEquals([...await backend.read(z, 4)], [4, 6, 8, 10]);
      [x, y, z].forEach((one) => backend.free(one));
    }
  });

  test("the beginning of a longer buffer does not take the memory of a shorter one", async (backend) => {
    for (const length of [16, 32, 16, 32]) {
      const x = backend.alloc(16), y = backend.alloc(length);
      backend.write(x, Array(16).fill(1));
      backend.elementwise(ADD, [at(x, 16)], [at(y, 16)]);
      backend.free(x);
      // Runs what is waiting, before the rest of the longer buffer is written.
      backend.flush();
      const behind = backend.alloc(16);
      backend.write(behind, Array(16).fill(5));
      if (length > 16) {
        backend.elementwise([constant(7)], [], [{
          buffer: y,
          view: contiguous([16], 16),
        }]);
      }
      assertEquals([...await backend.read(y, length)], [
        ...Array(16).fill(2),
        ...Array(length - 16).fill(7),
      ]);
      assertEquals([...await backend.read(behind, 16)], Array(16).fill(5));
      [y, behind].forEach((one) => backend.free(one));
    }
  });

  test("an input that is given up one time is not written over the next", async (backend) => {
    for (const isHeld of [false, true, false, true]) {
      const x = backend.alloc(4), y = backend.alloc(4);
      backend.write(x, [1, 2, 3, 4]);
      backend.elementwise(ADD, [at(x)], [at(y)]);
      if (!isHeld) backend.free(x);
      assertEquals([...await backend.read(y, 4)], [2, 3, 4, 5]);
      if (!isHeld) {
        backend.free(y);
        continue;
      }
      assertEquals([...await backend.read(x, 4)], [1, 2, 3, 4]);
      [x, y].forEach((one) => backend.free(one));
    }
  });

  test("what is read in a part of a buffer waits for what writes it, whatever that becomes one with", async (backend) => {
    const [x, y, z, u] = [0, 1, 2, 3].map(() => backend.alloc(4));
    const parts = backend.alloc(8);
    backend.write(x, [1, 2, 3, 4]);
    backend.elementwise(ADD, [at(x)], [at(parts)]);
    // Taken into what reads it, which then reads the part.
    backend.elementwise(DOUBLE, [at(parts)], [at(y)]);
    backend.elementwise(NEGATE, [at(y)], [at(z)]);
    backend.free(y);
    // Done with the first command, in one pass.
    backend.elementwise(SQUARE, [at(x)], [at(u)]);
    assertEquals([...await backend.read(z, 4)], [-4, -6, -8, -10]);
    assertEquals([...await backend.read(u, 4)], [1, 4, 9, 16]);
    assertEquals([...await backend.read(parts, 4)], [2, 3, 4, 5]);
  });

  test("an input that is rewritten between two commands is read as it was", async (backend) => {
    const [x, y, z] = [0, 1, 2].map(() => backend.alloc(4));
    backend.write(x, [1, 2, 3, 4]);
    backend.elementwise(ADD, [at(x)], [at(y)]);
    backend.elementwise([constant(7)], [], [at(x)]);
    backend.elementwise(DOUBLE, [at(y)], [at(z)]);
    backend.free(y);
    assertEquals([...await backend.read(z, 4)], [4, 6, 8, 10]);
    assertEquals([...await backend.read(x, 4)], [7, 7, 7, 7]);
  });
}

function at(buffer: Buffer, length = 4): Operand {
  return { buffer, view: contiguous([length]) };
}
