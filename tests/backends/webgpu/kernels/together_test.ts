/** More workgroups and operands than a device takes at once: tried with limits far below those of any device. */

import { assertEquals } from "@std/assert";
import {
  binary,
  constant,
  type Expr,
  input,
} from "../../../../backends/expr.ts";
import { contiguous } from "../../../../backends/view.ts";
import { WebGPUBackend } from "../../../../backends/webgpu/backend.ts";
import { type Case, checkKernel } from "../../conformance/check_kernel.ts";
import { testOn } from "../../../helpers/missing_backend.ts";

function testWithLimits(
  name: string,
  limits: Record<string, number>,
  cases: readonly Case[],
): void {
  testOn("webgpu", `${name}`, async () => {
    using backend = await WebGPUBackend.open({ limits });
    for (const test of cases) await checkKernel(backend, test);
  });
}

const GEOMETRY = {
  strides: [1, 2],
  dilations: [1, 1],
  padding: [0, 1],
} as const;

testWithLimits(
  "more workgroups than a dimension takes are folded",
  { maxComputeWorkgroupsPerDimension: 3 },
  [
    {
      name: "elementwise",
      run: ({ backend, input: make, output }) =>
        backend.elementwise([binary("mul", input(0), constant(3))], [
          make([7, 301]),
        ], [output([7, 301])]),
    },
    {
      name: "reduce over the last axis",
      run: ({ backend, input: make, output }) =>
        backend.reduce("sum", [input(0)], [make([43, 70])], [output([43, 1])]),
    },
    {
      name: "reduce over the first axis",
      run: ({ backend, input: make, output }) =>
        backend.reduce("sum", [input(0)], [make([40, 430])], [
          output([1, 430]),
        ]),
    },
    {
      name: "matmul",
      run: ({ backend, input: make, output }) =>
        backend.matmul(make([130, 9]), make([9, 70]), output([130, 70])),
    },
    {
      name: "conv2dInputGrad",
      run: ({ backend, input: make, output }) =>
        backend.conv2dInputGrad(
          make([3, 9, 9, 3]),
          make([3, 4, 2, 3]),
          output([3, 11, 18, 2]),
          GEOMETRY,
        ),
    },
    {
      name: "random",
      run: ({ backend, output }) => backend.random([1, 2], 3, output([1500])),
    },
  ],
);

/** The sum of so many inputs, each times its number. */
function sumOf(count: number): Expr {
  return Array.from(
    { length: count },
    (_, i) => binary("mul", input(i), constant(i + 1)),
  ).reduce<Expr>((a, b) => binary("add", a, b), constant(0));
}

testWithLimits(
  "more operands than a kernel takes are brought together",
  { maxStorageBuffersPerShaderStage: 4 },
  [
    {
      name: "elementwise of many inputs in many layouts",
      run: ({ backend, input: make, output }) =>
        backend.elementwise(
          [sumOf(9), binary("sub", input(8), input(0))],
          Array.from({ length: 9 }, (_, i) =>
            make({
              shape: [5, 4, 6],
              strides: i % 3 === 0
                ? [24, 6, 1]
                : i % 3 === 1
                ? [0, 1, 0]
                : [1, 0, 5],
              offset: i,
            })),
          [output([5, 4, 6]), output([5, 4, 6])],
        ),
    },
    {
      name: "elementwise with many results",
      run: ({ backend, input: make, output }) =>
        backend.elementwise(
          Array.from({ length: 6 }, (_, i) =>
            binary("sub", input(i % 3), constant(i))),
          [make([7, 3]), make([7, 3]), make([7, 3])],
          Array.from({ length: 6 }, () =>
            output([7, 3])),
        ),
    },
    {
      name: "reduce of many inputs",
      run: ({ backend, input: make, output }) =>
        backend.reduce(
          "sum",
          [sumOf(7)],
          Array.from({ length: 7 }, () => make([6, 5])),
          [output([1, 5])],
        ),
    },
    {
      name: "matmul with an epilogue of many operands",
      run: ({ backend, input: make, output }) =>
        backend.matmul(make([6, 5]), make([5, 7]), output([6, 7]), {
          expr: sumOf(6),
          operands: Array.from(
            { length: 5 },
            () => make(contiguous([6, 7], 3)),
          ),
        }),
    },
  ],
);

testOn(
  "webgpu",
  "what is both read and written is right, brought together or not",
  async () => {
    for (const most of [3, 8]) {
      using backend = await WebGPUBackend.open({
        limits: { maxStorageBuffersPerShaderStage: most },
      });
      const view = contiguous([37]);
      const operands = [1, 10, 100, 1000].map((value) => {
        const buffer = backend.alloc(37);
        backend.write(buffer, new Float32Array(37).fill(value));
        return { buffer, view };
      });
      // Each result takes the place of another's input.
      const turned = [...operands.slice(1), operands[0]];
      const exprs = operands.map((_, i) => binary("add", input(i), input(0)));
      backend.elementwise(exprs, operands, turned);
      const values = await Promise.all(
        operands.map(({ buffer }) => backend.read(buffer, 37)),
      );
      assertEquals(values.map((own) => own[36]), [1001, 2, 11, 101]);
    }
  },
);
