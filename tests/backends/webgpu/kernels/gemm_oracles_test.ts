/** Products and convolutions beside the cases that Keras answered. */

import { contiguous, permute, type Shape } from "../../../../backends/view.ts";
import type { WebGPUBackend } from "../../../../backends/webgpu/backend.ts";
import {
  runConv2D,
  runConv2DKernelGrad,
} from "../../../../backends/webgpu/kernels/conv2d.ts";
import { runConv2DInputGrad } from "../../../../backends/webgpu/kernels/conv2d_input_grad.ts";
import { operandOn } from "../../../helpers/operand_on.ts";
import { assertClose } from "../../../helpers/assert_close.ts";
import { type ConvCase, loadCases } from "../../../helpers/conv_cases.ts";
import type { FixtureTensor } from "../../../helpers/fixtures.ts";
import { testOnDevice } from "../test_on_device.ts";

/** What the cases tell beyond what layers ask of them. */
type Case = ConvCase & {
  readonly derived: { readonly crop_left: [number, number] };
};

for (const name of ["exact", "float", "op_only"]) {
  testOnDevice(
    `the GPU's products answer the ${name} oracle cases`,
    async (backend) => {
      for (const test of loadCases<Case>(name)) await check(backend, test);
    },
  );
}

async function check(backend: WebGPUBackend, test: Case): Promise<void> {
  const { args, derived, bias, kernel } = test;
  const isFirst = args.data_format === "channels_first";
  const last = (tensor: FixtureTensor): [Shape, number[]] =>
    isFirst ? channelsLast(tensor) : [tensor.shape, [...tensor.data]];
  const { runtime } = backend;
  const operand = (shape: Shape, data?: readonly number[]) =>
    operandOn(backend, shape, data);
  const geometry = {
    strides: args.strides,
    dilations: args.dilation_rate,
    padding: derived.crop_left,
  };
  const x = operand(...last(test.x));
  const dy = operand(...last(test.grad_out));
  const w = operand(kernel.shape, kernel.data);
  const answers = [last(test.y), last(test.dx), [
    test.dkernel.shape,
    [...test.dkernel.data],
  ]] as const;
  const [y, dx, dw] = answers.map(([shape]) => operand(shape));
  runConv2DInputGrad(runtime, x, w, y, geometry);
  runConv2D(runtime, dy, w, dx, geometry);
  runConv2DKernelGrad(runtime, dy, x, dw, geometry);
  const [kh, kw, filters, channels] = kernel.shape;
  const terms = [
    kh * kw * channels,
    kh * kw * filters,
    test.x.data.length / channels,
  ];
  const largest = [test.x, kernel, test.grad_out]
    .map(({ data }) => Math.max(...data.map(Math.abs)));
  const product = Math.max(...largest) ** 2;
  for (const [i, { buffer }] of [y, dx, dw].entries()) {
    const [shape, expected] = answers[i];
    const without = i === 0 && bias
      ? expected.map((v, j) => v - bias.data[j % shape[3]])
      : expected;
    const actual = await backend.read(buffer, expected.length);
    const isExact = Math.fround(expected[0]) === expected[0] &&
      expected.every(Number.isInteger);
    assertClose(Float32Array.from(actual), Float32Array.from(without), {
      // Without the bias that the case adds, which is rounded once more.
      terms: isExact ? 0 : terms[i] + 1,
      eps: isExact ? 0 : undefined,
      magnitude: isExact ? 0 : product * Math.sqrt(terms[i]),
    });
  }
  for (const { buffer } of [x, dy, w, y, dx, dw]) backend.free(buffer);
}

function channelsLast({ shape, data }: FixtureTensor): [Shape, number[]] {
  const view = permute(contiguous(shape), [0, 2, 3, 1]);
  const [a, b, c, d] = view.shape, [sa, sb, sc, sd] = view.strides;
  const values: number[] = [];
  for (let i = 0; i < a * b * c * d; i++) {
    const l = i % d, k = Math.floor(i / d) % c;
    const j = Math.floor(i / (c * d)) % b, h = Math.floor(i / (b * c * d));
    values.push(data[h * sa + j * sb + k * sc + l * sd]);
  }
  return [view.shape, values];
}
