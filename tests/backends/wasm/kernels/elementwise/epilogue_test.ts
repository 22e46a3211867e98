/** Epilogues of results that are finished part by part, and folds of what is stored before. */

import { assert } from "@std/assert";
import type { Epilogue, Operand } from "../../../../../backends/backend.ts";
import { binary, input } from "../../../../../backends/expr.ts";
import {
  broadcast,
  contiguous,
  type Shape,
} from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";

/** More than 1 MiB, of several images and bands. */
const OUT = [4, 48, 48, 40] as const;
const SIZE = OUT.reduce((a, b) => a * b, 1);
const GEOMETRY = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [1, 1],
} as const;

Deno.test("an operand of an epilogue may change from image to image, row to row or column to column", async () => {
  using backend = new WasmBackend({ threads: 1 });
  const make = (shape: Shape, at?: (i: number) => number): Operand => {
    const length = shape.reduce((a, b) => a * b, 1);
    const buffer = backend.alloc(length);
    if (at) {
      backend.write(
        buffer,
        Float32Array.from({ length }, (_, i) => at(i)),
      );
    }
    return { buffer, view: contiguous(shape) };
  };
  const [batch, height, width, filters] = OUT;
  const x = make([batch, height, width, 3], (i) => i % 7 - 3);
  const w = make([3, 3, 3, filters], (i) => i % 5 - 2);
  const run = async (epilogue?: Epilogue) => {
    const out = make(OUT);
    backend.conv2d(x, w, out, GEOMETRY, epilogue);
    const values = await backend.read(out.buffer, SIZE);
    backend.free(out.buffer);
    return values;
  };
  // Whole numbers: exact, in whatever order they are added.
  const plain = await run();
  for (let set = 0; set < 8; set++) {
    const shape = OUT.map((size, axis) =>
      axis === 3 || set >> axis & 1 ? size : 1
    );
    const more = make(shape, (i) => i % 1009);
    const view = broadcast(more.view, OUT);
    const values = await run({
      expr: binary("add", input(0), input(1)),
      operands: [{ buffer: more.buffer, view }],
    });
    const { strides } = view;
    let wrong = 0;
    values.forEach((value, i) => {
      const o = i % filters, j = Math.floor(i / filters) % width;
      const row = Math.floor(i / filters / width),
        image = Math.floor(row / height);
      const at = image * strides[0] + row % height * strides[1] +
        j * strides[2] + o;
      if (value !== plain[i] + at % 1009) wrong++;
    });
    assert(wrong === 0, `${wrong} wrong with an operand of shape [${shape}]`);
    backend.free(more.buffer);
  }
});

Deno.test("several results of inputs that have to be stored before they are folded are each their own", async () => {
  using backend = new WasmBackend({ threads: 1 });
  const shape = [5, 6, 7, 4], size = 840;
  const x = backend.alloc(size);
  const values = Float32Array.from({ length: size }, (_, i) => i % 11 - 5);
  backend.write(x, values);
  const plain = contiguous(shape);
  const square = binary("mul", input(0), input(0));
  for (
    const order of [[0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 3, 1], [1, 3, 2, 0]]
  ) {
    const view = {
      shape: order.map((axis) => shape[axis]),
      strides: order.map((axis) => plain.strides[axis]),
      offset: 0,
    };
    for (let set = 1; set < 16; set++) {
      const kept = view.shape.map((n, i) => set >> i & 1 ? 1 : n);
      const to = contiguous(kept), length = kept.reduce((a, b) => a * b, 1);
      const outs = [0, 1].map(() => ({
        buffer: backend.alloc(length),
        view: to,
      }));
      backend.reduce("sum", [input(0), square], [{ buffer: x, view }], outs);
      const expected = [0, 1].map(() => new Float32Array(length));
      for (let i = 0; i < size; i++) {
        let rest = i, from = 0, at = 0;
        for (let axis = 3; axis >= 0; axis--) {
          const index = rest % view.shape[axis];
          rest = Math.floor(rest / view.shape[axis]);
          from += index * view.strides[axis];
          if (kept[axis] > 1) at += index * to.strides[axis];
        }
        expected[0][at] += values[from];
        expected[1][at] += values[from] ** 2;
      }
      for (const [j, { buffer }] of outs.entries()) {
        const received = await backend.read(buffer, length);
        const isRight = received.every((value, i) => value === expected[j][i]);
        assert(isRight, `result ${j} of axes ${order}, folds ${set}`);
        backend.free(buffer);
      }
    }
  }
});
