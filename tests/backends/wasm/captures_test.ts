/** Kernels that are called again as before are replayed, whatever has happened to the memory and the caches since. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import type { Operand } from "../../../backends/backend.ts";
import { binary, input } from "../../../backends/expr.ts";
import { contiguous } from "../../../backends/view.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { type Block, Captures } from "../../../backends/wasm/captures.ts";
import { LinearMemory } from "../../../backends/wasm/memory.ts";
import { KERNEL_CASES } from "../conformance.ts";
import { checkKernel } from "../conformance/check_kernel.ts";

const CAPTURED = [
  "elementwise",
  "reduce",
  "matmul",
  "conv2d",
  "conv2dInputGrad",
  "conv2dKernelGrad",
] as const;

/** A backend that makes each call three times: it sees and captures it on other numbers, and replays it on the right ones. */
function repeating(): WasmBackend {
  const backend = new WasmBackend({ threads: 1 });
  for (const name of CAPTURED) {
    const kernel = backend[name];
    Object.defineProperty(backend, name, {
      value: (...args: unknown[]) => {
        const buffers = args.flat().filter(isOperand)
          .map(({ buffer }) => buffer);
        const before = buffers.map((buffer) => backend.peek(buffer).slice());
        for (let call = 0; call < 3; call++) {
          buffers.forEach((buffer, i) =>
            backend.write(
              buffer,
              call < 2 ? before[i].toReversed() : before[i],
            )
          );
          Reflect.apply(kernel, backend, args);
        }
      },
    });
  }
  return backend;
}

function isOperand(value: unknown): value is Operand {
  return typeof value === "object" && value !== null && "buffer" in value;
}

for (const [title, cases] of Object.entries(KERNEL_CASES)) {
  Deno.test(`called again as before, ${title}`, async () => {
    using backend = repeating();
    for (const test of cases(true)) await checkKernel(backend, test);
  });
}

/** A kernel that takes scratch space, writes a table, and runs a job; with what it has done so far. */
function setUp() {
  const memory = new LinearMemory();
  const done: string[] = [];
  const captures = new Captures({
    memory,
    run: ({ work }) => done.push(`jobs ${work}`),
  });
  let state = 0;
  const call = (...parts: unknown[]): string[] => {
    done.length = 0;
    captures.run(parts, () => state, () => {
      done.push("planned");
      const { current } = captures;
      const block = { address: memory.allocate(1000), bytes: 1000 };
      current?.take(block);
      current?.tables.push({ address: memory.allocate(64), bytes: 64 });
      current?.steps.push({
        kind: "jobs",
        jobs: { jobs: [], work: block.address, ownBytes: 0 },
      });
      done.push(`jobs ${block.address}`);
      memory.release(block.address, block.bytes);
    });
    return [...done];
  };
  return { memory, call, forget: () => state++ };
}

Deno.test("a call is planned twice, and replayed from then on", () => {
  const { call } = setUp();
  const [planned, job] = call("a", 1);
  assertEquals(planned, "planned");
  assertEquals(call("a", 1).length, 2);
  assertEquals(call("a", 1), [job]);
  assertEquals(call("a", 2).length, 2, "other parts");
  assertEquals(call("a").length, 2, "fewer parts");
  assertEquals(call("a", 1), [job]);
});

Deno.test("where scratch space is taken by others, a call is planned and captured anew", () => {
  const { memory, call } = setUp();
  call("a");
  const [, job] = call("a");
  const address = memory.allocate(1000);
  const [planned, other] = call("a");
  assertEquals(planned, "planned");
  assertNotEquals(other, job);
  assertEquals(call("a"), [other]);
  memory.release(address, 1000);
  assertEquals(call("a"), [other], "though there is a lower address again");
});

Deno.test("what points to something that is gone is planned and captured anew", () => {
  const { call, forget } = setUp();
  call("a");
  const [, job] = call("a");
  forget();
  assertEquals(call("a"), ["planned", job]);
  assertEquals(call("a"), [job]);
});

Deno.test("a kernel that fails leaves no capture, and no table", () => {
  const memory = new LinearMemory();
  const captures = new Captures({ memory, run: () => {} });
  const tables: Block[] = [];
  const fail = () =>
    captures.run(["a"], () => 0, () => {
      const table = { address: memory.allocate(64), bytes: 64 };
      captures.current?.tables.push(table);
      tables.push(table);
      throw new RangeError("no");
    });
  for (let call = 0; call < 4; call++) assertThrows(fail, RangeError, "no");
  assertEquals(captures.current, undefined);
  assertEquals(tables.length, 4);
  // The first one was not the capture's; the others took the same place.
  assertEquals(new Set(tables.slice(1).map(({ address }) => address)).size, 1);
});

Deno.test("a capture that is forgotten while it is under way leaves no table", () => {
  const memory = new LinearMemory();
  const captures = new Captures({ memory, run: () => {} });
  const table = { address: memory.allocate(64), bytes: 64 };
  let plans = 0;
  const call = () =>
    captures.run(["a"], () => 0, () => {
      plans++;
      captures.current?.tables.push(table);
      captures.clear();
    });
  captures.run(["a"], () => 0, () => {});
  call();
  assert(memory.claim(table.address, table.bytes), "the table is free");
  call();
  assertEquals(plans, 2);
});

Deno.test("of many calls the oldest captures go, with their tables", () => {
  const { memory, call } = setUp();
  let next = 0;
  const endAfter = (calls: number): number => {
    for (const last = next + calls; next < last; next++) {
      for (let time = 0; time < 3; time++) call(next);
    }
    const address = memory.allocate(2 ** 20);
    memory.release(address, 2 ** 20);
    return address;
  };
  assertEquals(endAfter(10_000), endAfter(10_000));
});

Deno.test("captures take no memory that something else needs", () => {
  using backend = new WasmBackend({ threads: 1, maximumBytes: 2 ** 25 });
  const square = [binary("mul", input(0), input(0))];
  const length = 2 ** 18 - 64, view = contiguous([length]);
  // What stays for good lies before all else.
  const first = { buffer: backend.alloc(length), view };
  backend.elementwise(square, [first], [first]);
  const buffers = Array.from({ length: 20 }, () => backend.alloc(length));
  for (const buffer of buffers) {
    for (let call = 0; call < 3; call++) {
      const out = { buffer: backend.alloc(length), view };
      backend.elementwise(square, [{ buffer, view }], [out]);
      backend.free(out.buffer);
    }
  }
  for (const buffer of buffers) backend.free(buffer);
  // Three quarters of it in one piece, wherever tables lay before.
  const large = backend.alloc(6 * 2 ** 20);
  backend.free(large);
});

Deno.test("a kernel that is replayed by itself is captured anew where it is one of a whole run", () => {
  using backend = new WasmBackend({ threads: 1 });
  const buffers = [1, 2].map((value) => {
    const buffer = backend.alloc(4);
    backend.write(buffer, [value, value, value, value]);
    return buffer;
  });
  const [from, to] = buffers.map((buffer) => ({
    buffer,
    view: contiguous([4]),
  }));
  const exprs = [binary("add", input(0), input(0))];
  const double = () => backend.elementwise(exprs, [from], [to]);
  const whole = () => backend.repeating.run(["whole"], buffers, double);
  const [x, y] = buffers;
  // Each three times: seen, captured, replayed.
  for (const run of [double, double, double, whole, whole, whole, whole]) {
    backend.write(y, [0, 0, 0, 0]);
    run();
    assertEquals([...backend.peek(y)], [2, 2, 2, 2]);
    assertEquals([...backend.peek(x)], [1, 1, 1, 1]);
  }
});
