/** The backend that checks is checked itself: what breaks the contract is refused. */

import { assertThrows } from "@std/assert";
import type { Backend, Operand } from "../../backends/backend.ts";
import { input } from "../../backends/expr.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { contiguous, type View } from "../../backends/view.ts";
import { CheckedBackend } from "./checked_backend.ts";

const LENGTH = 24, COPY = [input(0)];

/** Operands with a buffer of 24 elements each. */
type Make = (view: readonly number[] | View) => Operand;

const GEOMETRY = {
  strides: [1, 1],
  dilations: [1, 1],
  padding: [0, 0],
} as const;

const BROKEN: Readonly<Record<string, (backend: Backend, make: Make) => void>> =
  {
    "a view that is longer than its buffer": (backend, make) =>
      backend.elementwise(COPY, [make([25])], [make([25])]),
    "a view that begins too late": (backend, make) =>
      backend.elementwise(COPY, [make(contiguous([2], 23))], [make([2])]),
    "a view that begins before": (backend, make) =>
      backend.elementwise(COPY, [make(contiguous([2], -1))], [make([2])]),
    "strides that lead out": (backend, make) =>
      backend.elementwise(
        COPY,
        [make({ shape: [3], strides: [12], offset: 0 })],
        [make([3])],
      ),
    "strides that lead out backwards": (backend, make) =>
      backend.elementwise(
        COPY,
        [make({ shape: [3], strides: [-1], offset: 1 })],
        [make([3])],
      ),
    "half an element": (backend, make) =>
      backend.elementwise(COPY, [make(contiguous([2], 0.5))], [make([2])]),
    "shapes that differ": (backend, make) =>
      backend.elementwise(COPY, [make([3])], [make([2])]),
    "an input that is not there": (backend, make) =>
      backend.elementwise([input(1)], [make([2])], [make([2])]),
    "an output written twice": (backend, make) =>
      backend.elementwise(
        COPY,
        [make([2])],
        [make({ shape: [2], strides: [0], offset: 0 })],
      ),
    "an output on its input, seen otherwise": (backend, make) => {
      const { buffer } = make([4]);
      const view = contiguous([2]), later = contiguous([2], 1);
      backend.elementwise(COPY, [{ buffer, view }], [{ buffer, view: later }]);
    },
    "a fold to a shape of its own": (backend, make) =>
      backend.reduce("sum", COPY, [make([2, 3])], [make([2, 2])]),
    "a fold in place": (backend, make) => {
      const { buffer } = make([4]);
      const views = [contiguous([4]), contiguous([1])];
      const [from, to] = views.map((view) => ({ buffer, view }));
      backend.reduce("sum", COPY, [from], [to]);
    },
    "a product whose depths differ": (backend, make) =>
      backend.matmul(make([2, 3]), make([4, 2]), make([2, 2])),
    "a product of a matrix with gaps both ways": (backend, make) =>
      backend.matmul(
        make({ shape: [2, 2], strides: [4, 2], offset: 0 }),
        make([2, 2]),
        make([2, 2]),
      ),
    "an epilogue of another shape": (backend, make) =>
      backend.matmul(make([2, 3]), make([3, 2]), make([2, 2]), {
        expr: input(1),
        operands: [make([2])],
      }),
    "a convolution with other channels": (backend, make) =>
      backend.conv2d(
        make([1, 2, 2, 3]),
        make([1, 1, 2, 2]),
        make([1, 2, 2, 2]),
        GEOMETRY,
      ),
    "a convolution with half a stride": (backend, make) =>
      backend.conv2d(
        make([1, 2, 2, 2]),
        make([1, 1, 2, 2]),
        make([1, 2, 2, 2]),
        { ...GEOMETRY, strides: [0.5, 1] },
      ),
    "rows of another width": (backend, make) =>
      backend.gather(make([1, 4, 3]), make([2]), make([1, 2, 4]), 0),
    "a counter that is no number": (backend, make) =>
      backend.random([0, 0], NaN, make([2])),
    "a key that is no word": (backend, make) =>
      backend.random([-1, 0], 0, make([2])),
    "more written than there is room for": (backend) =>
      backend.write(backend.alloc(2), [1, 2, 3]),
    "more read than there is": (backend) =>
      void backend.read(backend.alloc(2), 3),
    "memory given back twice": (backend) => {
      const buffer = backend.alloc(2);
      backend.free(buffer);
      backend.free(buffer);
    },
    "memory used after it was given back": (backend, make) => {
      const x = make([2]);
      backend.free(x.buffer);
      backend.elementwise(COPY, [x], [make([2])]);
    },
    "memory of another backend": (backend) => {
      const buffer = new ReferenceBackend().alloc(2), view = contiguous([2]);
      backend.random([0, 0], 0, { buffer, view });
    },
  };

for (const [name, call] of Object.entries(BROKEN)) {
  Deno.test(`the contract refuses ${name}`, () => {
    const backend = new CheckedBackend(new ReferenceBackend());
    const make: Make = (view) => ({
      buffer: backend.alloc(LENGTH),
      view: "offset" in view ? view : contiguous(view),
    });
    assertThrows(() => call(backend, make));
  });
}
