/** Kernels run by rows, at sizes at which that is done. */

import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";
import { binary, input } from "../../../../backends/expr.ts";
import { contiguous } from "../../../../backends/view.ts";
import { WasmBackend } from "../../../../backends/wasm/backend.ts";

/** From the first rows that one function takes through all kernels to those that are too long for it. */
const SIZES = [23, 24, 25, 30, 31, 100, 1024, 1025];
/** Elements, so many that rows are run by blocks. */
const ELEMENTS = 2 ** 19;
/** What is strewn among numbers, one of them in each of some rows. */
const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 200, -200, 1e-40];

/** What `make` gives where kernels are joined to others, and where they run one by one. */
async function inBothWays(
  make: () => dg.Tensor[],
  memory: "32-bit" | "64-bit" = "32-bit",
): Promise<ArrayLike<number>[][]> {
  const results: ArrayLike<number>[][] = [];
  try {
    for (const fuse of [true, false]) {
      await dg.setBackend("wasm", { fuse, threads: 2, memory });
      const scope = new dg.Scope();
      const read = make().map((y) => y.data());
      scope[Symbol.dispose]();
      results.push(await Promise.all(read));
    }
  } finally {
    await dg.setBackend("wasm");
  }
  return results;
}

/** Fails unless both are the same to the last bit, whichever way NaN is written. */
function assertSame(
  [fused, alone]: readonly ArrayLike<number>[][],
  what: string,
): void {
  for (const [i, data] of fused.entries()) {
    const differs = Array.from(data).findIndex((x, k) =>
      !Object.is(x, alone[i][k])
    );
    assert(differs < 0, `${what}, result ${i}, element ${differs}`);
  }
}

/** So many numbers. */
function numbers(count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, i) => 9 * Math.sin(i * i % 1009),
  );
}

/** Rows of numbers, among them special ones, rows of which all are one, and rows of equal numbers. */
function rows(size: number): Float32Array {
  const count = Math.ceil(ELEMENTS / size);
  const data = numbers(count * size);
  for (let row = 0; row < count; row += 3) {
    const special = SPECIAL[row % SPECIAL.length], from = row * size;
    if (row % 7 === 0) data.fill(special, from, from + size);
    else data[from + row % size] = special;
  }
  return data;
}

Deno.test("what runs block by block has the bits of kernels one by one", async () => {
  const results = await inBothWays(() => {
    const x = dg.randomNormal([3, 50, 49, 40], { seed: 1 });
    const over = { axis: -1, keepdims: true };
    return [
      dg.softmax(x),
      dg.logSoftmax(x.mul(3)),
      x.sub(x.mean(over)),
      // Another row than its own.
      x.sub(x.max(over).flip(0)),
      // Other elements of its row than its own.
      x.sub(x.max(over)).flip(-1).mul(x.sum(over)),
    ];
  });
  assertSame(results, "blocks");
});

for (const memory of ["32-bit", "64-bit"] as const) {
  Deno.test(`rows of any length have the bits of kernels one by one, in a ${memory} memory`, async () => {
    for (const size of SIZES) {
      const data = rows(size), count = data.length / size;
      const results = await inBothWays(() => {
        const x = dg.tensor(data, [count, size]);
        const over = { axis: -1, keepdims: true };
        const top = x.max(over), centred = x.sub(x.mean(over));
        const spread = dg.sqrt(dg.mean(dg.square(centred), over).add(1e-3));
        return [
          dg.softmax(x),
          dg.logSoftmax(x),
          centred.div(spread),
          // What a row has in common is compared, and is a parameter's and a row's beside it.
          dg.where(dg.greater(top.mul(0.3), 1), x, top).sub(dg.sum(x, over)),
          dg.exp(x.sub(top)).sum(over).mul(x.add(data[1])),
        ];
      }, memory);
      assertSame(results, `rows of ${size}`);
    }
  });
}

Deno.test("gradients of rows have the bits of kernels one by one", async () => {
  for (const size of SIZES) {
    const data = rows(size), count = data.length / size;
    const results = await inBothWays(() => {
      const x = dg.tensor(data, [count, size]);
      const weights = dg.randomNormal(x.shape, { seed: size });
      return [dg.softmax, dg.logSoftmax].map((op) => {
        using tape = new dg.GradientTape();
        tape.watch(x);
        return tape.gradient(dg.sum(op(x).mul(weights)), [x])[0]!;
      });
    });
    assertSame(results, `rows of ${size}`);
  }
});

Deno.test("rows whose elements do not lie side by side, and columns, are read as they lie", async () => {
  using backend = new WasmBackend({ threads: 1 });
  const rows = 8192, size = 64, whole = contiguous([rows, size]);
  const single = contiguous([rows, 1]);
  const views = [
    { ...whole, strides: [1, rows] },
    { ...whole, strides: [0, 1] },
    { ...single, shape: whole.shape, strides: [1, 0] },
  ];
  const x = backend.alloc(rows * size), top = backend.alloc(rows);
  backend.write(x, numbers(rows * size));
  const exprs = [binary("sub", input(0), input(1))];
  for (const view of views) {
    const results = [];
    for (const isJoined of [true, false]) {
      const y = backend.alloc(rows * size);
      const kernels = [{
        fn: "max" as const,
        exprs: [input(0)],
        inputs: [{ buffer: x, view: whole }],
        outs: [{ buffer: top, view: single }],
      }, {
        exprs,
        inputs: [
          { buffer: x, view },
          {
            buffer: top,
            view: { ...single, shape: whole.shape, strides: [1, 0] },
          },
        ],
        outs: [{ buffer: y, view: whole }],
      }];
      if (isJoined) backend.byRows(kernels, 1);
      else {
        backend.reduce(
          "max",
          kernels[0].exprs,
          kernels[0].inputs,
          kernels[0].outs,
        );
        backend.elementwise(exprs, kernels[1].inputs, kernels[1].outs);
      }
      results.push(await backend.read(y, rows * size));
      backend.free(y);
    }
    const [joined, alone] = results;
    assert(joined.every((y, i) => y === alone[i]), `strides ${view.strides}`);
  }
});
