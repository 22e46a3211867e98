/** Cases of transposed convolutions that numpy computed, as the layer and the op take them. */

import * as dg from "@decograd/decograd";
import { type FixtureTensor, loadFixture } from "./fixtures.ts";

/** Keras's arguments. */
export interface CaseArguments {
  readonly filters: number;
  readonly kernel_size: [number, number];
  readonly strides: [number, number];
  readonly padding: "valid" | "same";
  readonly output_padding: [number, number] | null;
  readonly data_format: "channels_last" | "channels_first";
  readonly dilation_rate: [number, number];
  readonly use_bias: boolean;
}

/** Arguments, inputs and answers. */
export interface ConvCase {
  readonly id: string;
  readonly args: CaseArguments;
  readonly derived: {
    readonly output_spatial: [number, number];
    readonly layer_accepts: boolean;
  };
  readonly x: FixtureTensor;
  readonly kernel: FixtureTensor;
  readonly bias: FixtureTensor | null;
  readonly grad_out: FixtureTensor;
  readonly y: FixtureTensor;
  readonly dx: FixtureTensor;
  readonly dkernel: FixtureTensor;
  readonly dbias: FixtureTensor | null;
}

/** The cases of a file in tests/fixtures/cases. */
export function loadCases<T>(name: string): T[] {
  return loadFixture<{ cases: T[] }>(`cases/conv2d_transpose_${name}.json`)
    .cases;
}

/** The layer's options. */
export function optionsFor(
  args: CaseArguments,
): dg.layers.Conv2DTransposeOptions {
  return {
    filters: args.filters,
    kernelSize: args.kernel_size,
    strides: args.strides,
    padding: args.padding,
    outputPadding: args.output_padding,
    dataFormat: args.data_format,
    dilationRate: args.dilation_rate,
    useBias: args.use_bias,
  };
}

/** Inputs of a case as tensors. */
export interface ConvInputs {
  readonly x: dg.Tensor;
  readonly kernel: dg.Tensor;
  readonly bias: dg.Tensor | null;
  readonly upstream: dg.Tensor;
}

/** Output and gradients; of the bias where there is one. */
export interface ConvAnswers {
  readonly y: dg.Tensor;
  readonly dx: dg.Tensor;
  readonly dkernel: dg.Tensor;
  readonly dbias: dg.Tensor | null;
}

/** What the layer answers. */
export function answersOfLayer(
  args: CaseArguments,
  { x, kernel, bias, upstream }: ConvInputs,
): ConvAnswers {
  const layer = new dg.layers.Conv2DTranspose(optionsFor(args));
  layer.build(x.shape);
  layer.setWeights(bias ? [kernel, bias] : [kernel]);
  const { gradients } = dg.valueAndGrad(
    () => dg.sum(dg.mul(layer.apply(x), upstream)),
    [x, ...layer.trainableVariables],
  );
  const [dx, dkernel, dbias = null] = gradients;
  return { y: layer.apply(x), dx, dkernel, dbias };
}

/** What the op answers, without the bias's gradient; a bias is added. */
export function answersOfOp(
  args: CaseArguments,
  { x, kernel, bias, upstream }: ConvInputs,
): ConvAnswers {
  const channelsFirst = args.data_format === "channels_first";
  const run = (): dg.Tensor => {
    const y = dg.conv2dTranspose(x, kernel, {
      strides: args.strides,
      padding: args.padding,
      outputPadding: args.output_padding,
      dilationRate: args.dilation_rate,
      dataFormat: args.data_format,
    });
    if (!bias) return y;
    return dg.add(y, channelsFirst ? dg.reshape(bias, [-1, 1, 1]) : bias);
  };
  const { gradients: [dx, dkernel] } = dg.valueAndGrad(
    () => dg.sum(dg.mul(run(), upstream)),
    [x, kernel],
  );
  return { y: run(), dx, dkernel, dbias: null };
}
