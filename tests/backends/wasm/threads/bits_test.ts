/** One, two and four threads give the same bits, whichever kernel, whoever multiplies, and however long addresses are. */

import { assert, assertEquals } from "@std/assert";
import { BlasBackend } from "../../../../backends/blas/backend.ts";
import type {
  Buffer,
  Epilogue,
  Operand,
} from "../../../../backends/backend.ts";
import {
  binary,
  constant,
  type Expr,
  input,
  unary,
} from "../../../../backends/expr.ts";
import {
  broadcast,
  contiguous,
  permute,
  type Shape,
  sizeOf,
} from "../../../../backends/view.ts";
import { WasmBackend } from "../../../../backends/wasm/backend.ts";
import { beyond4GiB } from "../../../helpers/beyond_4gib.ts";
import { testOn } from "../../../helpers/missing_backend.ts";
import { randomData } from "../../../helpers/random_data.ts";

/** Rounds in which all threads have started, even on a busy machine. */
const MOST_ROUNDS = 20_000;

/** Makes operands, and says what to run and where its results are. */
type Case = (backend: WasmBackend) => {
  run: () => void;
  outs: readonly Operand[];
};

/** What a case has taken, until it is over. */
const taken: Buffer[] = [];
/** Random numbers of a case, which are the same on every backend. */
const drawn = new Map<string, Float64Array>();

function tensor(backend: WasmBackend, shape: Shape, seed = 1): Operand {
  const length = sizeOf(shape), buffer = backend.alloc(length);
  taken.push(buffer);
  const key = `${length}, ${seed}`;
  const data = drawn.get(key) ?? randomData(length, seed);
  drawn.set(key, data);
  backend.write(buffer, data);
  return { buffer, view: contiguous(shape) };
}

/** A way to compute: opened once for all cases, so that threads start once. */
interface Way {
  readonly threads: number;
  readonly backend: WasmBackend;
}

function way(
  threads: number,
  open: (threads: number) => WasmBackend,
): () => Way {
  let opened: Way | undefined;
  return () => opened ??= { threads, backend: open(threads) };
}

/** What is computed once all threads take part. */
async function bitsOf(
  { backend, threads }: Way,
  test: Case,
): Promise<Uint32Array[]> {
  const { run, outs } = test(backend);
  for (let i = 0; i < MOST_ROUNDS; i++) {
    run();
    if (backend.info().threads === threads) break;
  }
  assertEquals(backend.info().threads, threads);
  outs.forEach(({ buffer, view }) =>
    backend.write(buffer, Array(sizeOf(view.shape)).fill(NaN))
  );
  run();
  const bits = await Promise.all(outs.map(async ({ buffer, view }) => {
    const data = await backend.read(buffer, sizeOf(view.shape));
    assert(data.buffer instanceof ArrayBuffer);
    return new Uint32Array(data.buffer);
  }));
  for (const buffer of taken.splice(0)) backend.free(buffer);
  return bits;
}

const scaled: Expr = binary(
  "maximum",
  binary("add", unary("tanh", input(0)), input(1)),
  constant(0),
);

const geometry = (stride: number, padding: number) =>
  ({
    strides: [stride, stride],
    dilations: [1, 1],
    padding: [padding, padding],
  }) as const;

/** The three convolutions between a wide and a narrow side, with an epilogue where one may be. */
function convolutions(
  [wide, kernel, narrow]: readonly [Shape, Shape, Shape],
  stride: number,
  padding: number,
): Case {
  return (backend) => {
    const make = (): Operand[] =>
      [wide, kernel, narrow].map((shape, i) => tensor(backend, shape, i + 1));
    const [x, w, y] = make(), [dx, dw, dy] = make();
    const at = geometry(stride, padding);
    const epilogueOf = (shape: Shape): Epilogue => {
      const bias = tensor(backend, shape.slice(-1), 7);
      const mask = tensor(backend, shape, 8);
      const view = broadcast(bias.view, shape);
      const expr = binary("mul", scaled, input(2));
      return { expr, operands: [{ ...bias, view }, mask] };
    };
    const [onWide, onNarrow] = [wide, narrow].map(epilogueOf);
    return {
      outs: [dx, dw, dy],
      run: () => {
        backend.conv2dInputGrad(y, w, dx, at, onWide);
        backend.conv2d(x, w, dy, at, onNarrow);
        backend.conv2dKernelGrad(x, y, dw, at);
      },
    };
  };
}

const CASES: Readonly<Record<string, Case>> = {
  "a large product": (backend) => {
    const out = tensor(backend, [301, 523]);
    const [a, b] = [tensor(backend, [301, 700]), tensor(backend, [700, 523])];
    return { outs: [out], run: () => backend.matmul(a, b, out) };
  },
  "a product with few rows": (backend) => {
    const out = tensor(backend, [7, 4099]);
    const [a, b] = [tensor(backend, [7, 500]), tensor(backend, [500, 4099])];
    return { outs: [out], run: () => backend.matmul(a, b, out) };
  },
  "a batch of transposed products": (backend) => {
    const out = tensor(backend, [50, 60, 70]);
    const a = tensor(backend, [50, 60, 80]), b = tensor(backend, [70, 80]);
    const view = broadcast(permute(b.view, [1, 0]), [50, 80, 70]);
    return { outs: [out], run: () => backend.matmul(a, { ...b, view }, out) };
  },
  "convolutions by phases": convolutions(
    [[6, 28, 28, 24], [3, 3, 24, 40], [6, 14, 14, 40]],
    2,
    0,
  ),
  "convolutions with one image and padding": convolutions(
    [[1, 96, 90, 20], [5, 5, 20, 12], [1, 96, 90, 12]],
    1,
    2,
  ),
  "convolutions by columns": convolutions(
    [[9, 64, 62, 3], [4, 4, 3, 33], [9, 32, 31, 33]],
    2,
    1,
  ),
  "elementwise work with a bias": (backend) => {
    const shape = [65, 33, 129];
    const [x, out, twice] = [1, 2, 3].map(() => tensor(backend, shape));
    const bias = tensor(backend, [129]);
    const view = broadcast(bias.view, shape);
    const exprs = [scaled, binary("mul", input(0), constant(2))];
    const inputs = [x, { ...bias, view }], outs = [out, twice];
    return { outs, run: () => backend.elementwise(exprs, inputs, outs) };
  },
  "a transposed copy": (backend) => {
    const x = tensor(backend, [1031, 517]), out = tensor(backend, [517, 1031]);
    const transposed = { ...x, view: permute(x.view, [1, 0]) };
    const run = (): void =>
      backend.elementwise([input(0)], [transposed], [out]);
    return { outs: [out], run };
  },
  "sums and maxima": (backend) => {
    const x = tensor(backend, [67, 41, 43, 19]);
    const shapes = [[1, 1, 1, 19], [1, 1, 1, 1], [67, 1, 1, 1], [1, 41, 43, 1]];
    const folds = shapes.flatMap((shape) =>
      (["sum", "max"] as const).map((fn) => ({
        fn,
        out: tensor(backend, shape),
      }))
    );
    const map = unary("tanh", input(0));
    return {
      outs: folds.map(({ out }) => out),
      run: () =>
        folds.forEach(({ fn, out }) => backend.reduce(fn, [map], [x], [out])),
    };
  },
  "several sums of one pass": (backend) => {
    const x = tensor(backend, [67, 41, 43, 19]);
    const maps = [input(0), binary("mul", input(0), input(0))];
    const folds = [[1, 1, 1, 19], [1, 1, 1, 1], [67, 1, 1, 1]].map((shape) =>
      maps.map(() => tensor(backend, shape))
    );
    return {
      outs: folds.flat(),
      run: () =>
        folds.forEach((outs) => backend.reduce("sum", maps, [x], outs)),
    };
  },
  "random numbers": (backend) => {
    const out = tensor(backend, [300_003]);
    const run = (): void => backend.random([1, 2], 2 ** 32 - 1000, out);
    return { outs: [out], run };
  },
};

const openWasm = (threads: number) => new WasmBackend({ threads });
const openBlas = (threads: number) => new BlasBackend({ threads });
const openBeyond = (threads: number) =>
  beyond4GiB(new WasmBackend({ threads, memory: "64-bit" }));
const openBlasBeyond = (threads: number) =>
  beyond4GiB(new BlasBackend({ threads, memory: "64-bit" }));

const WASM = [
  ...[1, 2, 4].map((threads) => way(threads, openWasm)),
  way(2, openBeyond),
];
const BLAS = [
  ...[1, 2].map((threads) => way(threads, openBlas)),
  way(2, openBlasBeyond),
];

for (const [name, test] of Object.entries(CASES)) {
  Deno.test(`the same bits on any number of threads, and of any memory: ${name}`, async () => {
    await compare(test, WASM);
  });
}

const PRODUCTS = /product|convolutions (with|by columns)/;

testOn("blas", "the same bits on any number of threads: blas", async () => {
  for (const [name, test] of Object.entries(CASES)) {
    if (PRODUCTS.test(name)) await compare(test, BLAS);
  }
});

async function compare(
  test: Case,
  ways: readonly (() => Way)[],
): Promise<void> {
  const [first, ...others] = ways;
  const expected = await bitsOf(first(), test);
  for (const other of others) {
    const bits = await bitsOf(other(), test);
    const differs = bits.map((own, i) =>
      own.findIndex((word, j) => word !== expected[i][j])
    );
    assertEquals(differs, bits.map(() => -1));
  }
  drawn.clear();
}
