/** What is recorded, submitted and made anew. */

import { assert, assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { contiguous } from "../../../backends/view.ts";
import type { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import { SLOT_WORDS } from "../../../backends/webgpu/recorder.ts";
import { testOnDevice } from "./test_on_device.ts";

testOnDevice("equal steps need one submit and nothing new", async (backend) => {
  const { name: _, ...first } = await step(backend, 0.1);
  for (let i = 0; i < 3; i++) {
    const before = backend.info();
    const { dispatches, ...after } = await step(backend, 0.3 + 0.03 * i);
    assertEquals(after.submits, before.submits + 1);
    assertEquals(after.pipelines, first.pipelines);
    assertEquals(after.bindGroups, first.bindGroups);
    assertEquals(after.buffers, first.buffers);
    assertEquals(after.bytesInUse, first.bytesInUse);
    assert(dispatches > before.dispatches);
  }
});

testOnDevice(
  "a write into memory that recorded work still reads comes after it",
  async (backend) => {
    const view = contiguous([100]);
    const [a, b, c] = [0, 1, 2].map(() => ({
      buffer: backend.alloc(100),
      view,
    }));
    const twice = [binary("mul", input(0), constant(2))];
    for (const length of [100, 40]) {
      backend.write(a.buffer, new Float32Array(100).fill(1));
      backend.elementwise(twice, [a], [b]);
      backend.write(a.buffer, new Float32Array(length).fill(5));
      backend.elementwise(twice, [a], [c]);
      assertEquals([...await backend.read(b.buffer, 100)], Array(100).fill(2));
      assertEquals(
        [...await backend.read(c.buffer, 100)],
        Array.from({ length: 100 }, (_, i) => i < length ? 10 : 2),
      );
    }
  },
);

testOnDevice(
  "more work than one batch holds keeps its order",
  async (backend) => {
    const view = contiguous([3]);
    const [a, b] = [0, 1].map(() => ({ buffer: backend.alloc(3), view }));
    backend.write(a.buffer, [0, 1, 2]);
    // An odd factor, so that each dispatch has parameters of its own.
    for (let i = 0; i < 600; i++) {
      const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
      const more = binary("add", input(0), constant(1000 + i));
      backend.elementwise([more], [from], [to]);
    }
    const sum = 600 * 1000 + 300 * 599;
    assertEquals([...await backend.read(a.buffer, 3)], [sum, sum + 1, sum + 2]);
  },
);

/** Writes, maps, folds and reads, with memory taken and given back. */
async function step(
  backend: WebGPUBackend,
  factor: number,
): Promise<ReturnType<WebGPUBackend["info"]>> {
  const rows = contiguous([300, 7]), sums = contiguous([1, 7]);
  const x = { buffer: backend.alloc(2100), view: rows };
  backend.write(x.buffer, new Float32Array(2100).fill(1));
  const y = { buffer: backend.alloc(2100), view: rows };
  backend.elementwise([binary("mul", input(0), constant(factor))], [x], [y]);
  backend.free(x.buffer);
  const rate = { buffer: backend.alloc(1), view: { ...rows, strides: [0, 0] } };
  backend.write(rate.buffer, [factor]);
  const sum = { buffer: backend.alloc(7), view: sums };
  backend.reduce("sum", [binary("mul", input(0), input(1))], [y, rate], [sum]);
  await backend.read(sum.buffer, 7);
  [y, rate, sum].forEach(({ buffer }) => backend.free(buffer));
  return backend.info();
}

testOnDevice(
  "what is offered counts as given back once, whatever becomes of it",
  async (backend) => {
    const before = backend.bytesInUse;
    for (const isWithdrawn of [false, true]) {
      const buffer = backend.alloc(100);
      assertEquals(backend.bytesInUse, before + 400);
      backend.journal.offer(buffer);
      assertEquals(backend.bytesInUse, before);
      if (isWithdrawn) {
        backend.journal.withdraw(buffer);
        assertEquals(backend.bytesInUse, before + 400);
      }
      backend.free(buffer);
      assertEquals(backend.bytesInUse, before);
    }
    await backend.read(backend.alloc(1), 1);
  },
);

testOnDevice(
  "numbers that are written again and again are written twice, and read rightly whatever becomes of them",
  async (backend) => {
    let written = 0;
    const { writeBuffer } = GPUQueue.prototype;
    using _watched = stub(
      GPUQueue.prototype,
      "writeBuffer",
      function (buffer, ...rest) {
        if (buffer.usage & GPUBufferUsage.STORAGE) written++;
        return writeBuffer.call(this, buffer, ...rest);
      },
    );
    const view = contiguous([1]);
    for (let round = 0; round < 6; round++) {
      if (round === 4) assertEquals(written, 4);
      const [half, none, out] = [0.5, -0, undefined].map((number) => {
        const buffer = backend.alloc(1);
        if (number !== undefined) backend.write(buffer, [number]);
        return { buffer, view };
      });
      const sum = binary("add", input(0), input(1));
      backend.elementwise([sum], [half, none], [out]);
      // What is overwritten must not be taken for what it held.
      if (round === 4) backend.elementwise([constant(7)], [], [half]);
      const [a, b, c] = [half, none, out].map(({ buffer }) =>
        backend.read(buffer, 1)
      );
      const expected = round === 4 ? 7 : 0.5;
      assertEquals([(await a)[0], (await b)[0], (await c)[0]], [
        ...[expected, -0, 0.5],
      ]);
      [half, none, out].forEach(({ buffer }) => backend.free(buffer));
    }
  },
);

const CALLS = 300;

testOnDevice(
  "300 calls with parameters of several slots each keep their numbers",
  async (backend) => {
    const view = contiguous([5]);
    const [x, ...outs] = Array.from(
      { length: CALLS + 1 },
      () => ({ buffer: backend.alloc(5), view }),
    );
    backend.write(x.buffer, [0, 1, 2, 3, 4]);
    outs.forEach((out, call) =>
      backend.elementwise([manyNumbers(call)], [x], [out])
    );
    const added = SLOT_WORDS * (SLOT_WORDS - 1) / 2;
    for (const [call, { buffer }] of outs.entries()) {
      // All sums are of whole numbers that float32 holds.
      const first = SLOT_WORDS * (1000 + call) + added;
      const expected = [0, 1, 2, 3, 4].map((i) => i + first);
      assertEquals([...await backend.read(buffer, 5)], expected);
    }
  },
);

/** The input plus so many numbers that each call has for itself: more than one slot of the ring holds. */
function manyNumbers(call: number): Expr {
  return Array.from({ length: SLOT_WORDS }, (_, i) => 1000 + call + i)
    .reduce<Expr>((sum, n) => binary("add", sum, constant(n)), input(0));
}
