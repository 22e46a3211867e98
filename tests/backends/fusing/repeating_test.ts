/** Kernels of a plan that has run before are run again as a whole, and compute what they would one by one. */

import { assert, assertEquals } from "@std/assert";
import type { Backend, Operand } from "../../../backends/backend.ts";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { contiguous, type Shape, sizeOf } from "../../../backends/view.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";

const twice = binary("mul", input(0), constant(2));
const plus = binary("add", input(0), input(1));

/** A program that is run for the `turn`-th time: what it makes is freed, but for what it returns. */
type Program = (on: Desk, turn: number) => Operand;

/** What programs are made with. */
class Desk {
  readonly backend: Backend;
  readonly made: Operand[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
  }

  empty(shape: Shape): Operand {
    const buffer = this.backend.alloc(sizeOf(shape));
    const operand = { buffer, view: contiguous(shape) };
    this.made.push(operand);
    return operand;
  }

  filled(shape: Shape, turn: number): Operand {
    const operand = this.empty(shape), length = sizeOf(shape);
    const data = Array.from({ length }, (_, i) => (i * 7 + turn) % 5 - 2);
    this.backend.write(operand.buffer, data);
    return operand;
  }

  map(expr: Expr, ...inputs: Operand[]): Operand {
    const out = this.empty(inputs[0].view.shape);
    this.backend.elementwise([expr], inputs, [out]);
    return out;
  }

  sum(x: Operand, axis: number): Operand {
    const { shape } = x.view;
    const out = this.empty(shape.map((size, i) => i === axis ? 1 : size));
    this.backend.reduce("sum", [input(0)], [x], [out]);
    return out;
  }

  product(a: Operand, b: Operand): Operand {
    const out = this.empty([a.view.shape[0], b.view.shape[1]]);
    this.backend.matmul(a, b, out);
    return out;
  }
}

async function run(backend: Backend, program: Program, turn: number) {
  const desk = new Desk(backend), result = program(desk, turn);
  for (const one of desk.made) if (one !== result) backend.free(one.buffer);
  const data = await backend.read(result.buffer, sizeOf(result.view.shape));
  const numbers = [...data];
  backend.free(result.buffer);
  return numbers;
}

/** Sums that are taken apart, so that they are kernels of their own, of which the later need the earlier. */
const chain: Program = (on, turn) => {
  const a = on.filled([8, 8], turn);
  const b = on.product(a, a), c = on.sum(b, 0), d = on.product(b, a);
  const e = on.product(d, b), f = on.sum(e, 1);
  return on.map(plus, on.product(on.map(twice, f), c), e);
};

const PROGRAMS: Readonly<Record<string, Program>> = {
  "products and sums": chain,
  "random numbers in between": (on, turn) => {
    const a = on.filled([4, 4], turn), noise = on.empty([4, 4]);
    const b = on.product(a, a);
    on.backend.random([1, 2], turn, noise);
    return on.product(on.map(plus, b, noise), b);
  },
  "rows that are looked up": (on, turn) => {
    const table = on.filled([1, 5, 4], turn), rows = on.empty([1, 4, 4]);
    const indices = on.empty([4]);
    on.backend.write(indices.buffer, [turn % 5, 0, 4, 9]);
    on.backend.gather(table, indices, rows, turn);
    const square = { ...rows, view: contiguous([4, 4]) };
    return on.product(on.product(square, square), square);
  },
  "convolutions of equal shapes whose settings change": (on, turn) => {
    const x = on.filled([1, 4, 4, 2], turn), w = on.filled([2, 2, 2, 3], 1);
    const y = on.empty([1, 3, 3, 3]), dx = on.empty([1, 4, 4, 2]);
    const padding = turn % 2 === 0 ? [0, 0] as const : [1, 1] as const;
    const geometry = { strides: [1, 1], dilations: [1, 1], padding } as const;
    on.backend.conv2d(x, w, y, geometry);
    on.backend.conv2dInputGrad(y, w, dx, geometry);
    return dx;
  },
};

for (const [name, program] of Object.entries(PROGRAMS)) {
  Deno.test(`what runs again as a whole computes the same: ${name}`, async () => {
    using backend = new FusingBackend(new WasmBackend({ threads: 1 }));
    using alone = new WasmBackend({ threads: 1 });
    for (let turn = 0; turn < 12; turn++) {
      const expected = await run(alone, program, turn);
      const received = await run(backend, program, turn);
      assertEquals(received, expected, `turn ${turn}`);
      assertEquals([backend.bytesInUse, backend.inner.bytesInUse], [0, 0]);
    }
  });
}

Deno.test("kernels of what runs again are not called one by one", async () => {
  const inner = new WasmBackend({ threads: 1 });
  let calls = 0;
  const { matmul } = inner;
  Object.defineProperty(inner, "matmul", {
    value: (...args: Parameters<Backend["matmul"]>) => {
      calls++;
      matmul.apply(inner, args);
    },
  });
  using backend = new FusingBackend(inner);
  const counts: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    calls = 0;
    await run(backend, chain, turn);
    counts.push(calls);
  }
  assert(counts[0] > 2);
  assertEquals(counts, [counts[0], counts[0], 0, 0, 0]);
});
