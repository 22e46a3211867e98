import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import type { Backend } from "../../../backends/backend.ts";
import { runConv2D } from "../../../backends/webgpu/kernels/conv2d.ts";
import { runConv2DInputGrad } from "../../../backends/webgpu/kernels/conv2d_input_grad.ts";
import { runConv2DKernelGrad } from "../../../backends/webgpu/kernels/conv2d_kernel_grad.ts";
import { runMatmul } from "../../../backends/webgpu/kernels/matmul.ts";
import { type Case, checkKernel } from "../conformance/check_kernel.ts";
import {
  convolutionCases,
  roundedConvolutionCases,
} from "../conformance/conv2d.ts";
import { matmulCases } from "../conformance/matmul.ts";
import { missingWebGPU } from "../../helpers/webgpu.ts";

const CASES: Readonly<Record<string, () => Case[]>> = {
  "tiled products take all sizes, transposes and batches": matmulCases,
  "convolutions without copies are exact for whole numbers": convolutionCases,
  "convolutions without copies round as sums of their length may":
    roundedConvolutionCases,
};

for (const [title, cases] of Object.entries(CASES)) {
  const name = missingWebGPU === undefined
    ? title
    : `${title} (${missingWebGPU})`;
  Deno.test(name, { ignore: missingWebGPU !== undefined }, async () => {
    using backend = await WebGPUBackend.open();
    const tiled = withTiles(backend);
    for (const test of cases()) await checkKernel(tiled, test);
  });
}

/** The backend with the kernels under test. */
function withTiles(backend: WebGPUBackend): Backend {
  const { runtime } = backend;
  return Object.assign(backend, {
    matmul: runMatmul.bind(undefined, runtime),
    conv2d: runConv2D.bind(undefined, runtime),
    conv2dInputGrad: runConv2DInputGrad.bind(undefined, runtime),
    conv2dKernelGrad: runConv2DKernelGrad.bind(undefined, runtime),
  });
}
