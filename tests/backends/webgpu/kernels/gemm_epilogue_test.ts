/** Epilogues with as many operands as a kernel takes buffers, one fewer and more. */

import {
  binary,
  constant,
  type Expr,
  input,
} from "../../../../backends/expr.ts";
import { contiguous } from "../../../../backends/view.ts";
import { WebGPUBackend } from "../../../../backends/webgpu/backend.ts";
import { testOn } from "../../../helpers/missing_backend.ts";
import { type Case, checkKernel } from "../../conformance/check_kernel.ts";
import type { Epilogue } from "../../../../backends/backend.ts";
import type { Stage } from "../../conformance/check_kernel.ts";

const GEOMETRY = {
  strides: [1, 2],
  dilations: [1, 1],
  padding: [0, 1],
} as const;

for (const most of [4, 5, undefined]) {
  testOn(
    "webgpu",
    `epilogues around the limit of ${most ?? "the device's"} buffers`,
    async () => {
      using backend = await WebGPUBackend.open({
        limits: most === undefined ? {} : {
          maxStorageBuffersPerShaderStage: most,
        },
      });
      // Two factors and the result take three.
      const room = (most ?? backend.traits.maxOperands) - 3;
      for (const count of [room - 1, room, room + 1]) {
        for (const test of casesWith(count)) await checkKernel(backend, test);
      }
    },
  );
}

function casesWith(count: number): Case[] {
  const name = `an epilogue of ${count} operands`;
  return [{
    name: `matmul with ${name}`,
    run: (stage) =>
      stage.backend.matmul(
        stage.input([6, 5]),
        stage.input([5, 7]),
        stage.output([6, 7]),
        epilogue(stage, [6, 7], count),
      ),
  }, {
    name: `conv2d with ${name}`,
    run: (stage) =>
      stage.backend.conv2d(
        stage.input([2, 5, 6, 3]),
        stage.input([2, 3, 3, 4]),
        stage.output([2, 4, 3, 4]),
        GEOMETRY,
        epilogue(stage, [2, 4, 3, 4], count),
      ),
  }];
}

function epilogue(
  stage: Stage,
  shape: readonly number[],
  count: number,
): Epilogue {
  const operands = Array.from(
    { length: count },
    () => stage.input(contiguous(shape, 1)),
  );
  const expr = operands.reduce<Expr>(
    (sum, _, i) =>
      binary("add", sum, binary("mul", input(i + 1), constant(i + 2))),
    input(0),
  );
  return { expr, operands };
}
