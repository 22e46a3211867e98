/** Volumes, images changed at random, sums by labels, and calls in graphs. */

import type { Fault } from "../fault.ts";

const CONV3D = ["tests/layers/keras_answers_test.ts"];
const AFFINE = ["tests/autograd/ops/affine_transform_test.ts"];
const EINSUM = ["tests/autograd/ops/einsum_test.ts"];
const RANDOM = ["tests/layers/preprocessing/random_images_test.ts"];
const CALLS = ["tests/models/graph_calls_test.ts"];

/** Faults there. */
export const volumes: readonly Fault[] = [
  {
    file: "autograd/ops/conv3d.ts",
    text: "const after = Math.max(0, reach - before - depth.input);",
    replacement: "const after = before;",
    why: "volumes are padded alike at both ends of depth",
    tests: CONV3D,
  },
  {
    file: "autograd/ops/conv3d.ts",
    text: "outputPadding: outputPadding && outputPadding.slice(1),",
    replacement: "outputPadding: outputPadding && outputPadding.slice(0, 2),",
    why: "the output padding of depth and height is that of height and width",
    tests: CONV3D,
  },
  {
    file: "autograd/ops/windows.ts",
    text: "const between = (count - 1) * stride + 1;",
    replacement: "const between = count * stride;",
    why: "strided, dilated windows are added up where they do not lie",
    tests: ["tests/autograd/op_test.ts"],
  },
  {
    file: "autograd/ops/volumes.ts",
    text: "return reshape(y, [batch, y.shape[1], height, width, channels]);",
    replacement:
      "return reshape(y, [batch, y.shape[1], width, height, channels]);",
    why: "height and width of a pooled volume change places",
    tests: CONV3D,
  },
  {
    file: "autograd/ops/continuation.ts",
    text: "sub(sub(TWICE, 1), REFLECTED)",
    replacement: "sub(sub(TWICE, 2), REFLECTED)",
    why: "the mirror stands on the border's cell",
    tests: AFFINE,
  },
  {
    file: "autograd/ops/affine_transform.ts",
    text: "const divisor = where(isNowhere, 1, scale);",
    replacement: "const divisor = 1;",
    why: "perspective is forgotten",
    tests: AFFINE,
  },
  {
    file: "autograd/ops/pad_modes.ts",
    text: "return last - Math.abs(last - modulo(at, Math.max(1, 2 * last)));",
    replacement: "return Math.abs(at) % size;",
    why: "only what lies before is mirrored",
    tests: ["tests/autograd/ops/everyday_test.ts"],
  },
  {
    file: "autograd/ops/einsum.ts",
    text: "return product(a, b, [...output, ...later]);",
    replacement: "return product(a, b, output);",
    why: "what a later tensor needs is summed",
    tests: EINSUM,
  },
  {
    file: "autograd/ops/einsum_equation.ts",
    text: "output: [...ellipsis, ...once.sort()]",
    replacement: "output: [...ellipsis, ...once]",
    why: "labels without an output are not in the order of the alphabet",
    tests: EINSUM,
  },
  {
    file: "layers/preprocessing/transforms.ts",
    text: "[sin(angle), [0, -1, y, 1, 0, -x, 0, 0]],",
    replacement: "[sin(angle), [0, 1, -y, -1, 0, x, 0, 0]],",
    why: "images are turned the other way",
    tests: RANDOM,
  },
  {
    file: "layers/preprocessing/random_image_layer.ts",
    text: "const shape = [batch, ...new Array<number>(rank - 1).fill(1)];",
    replacement: "const shape = new Array<number>(rank).fill(1 + 0 * batch);",
    why: "one draw is for all images of a batch",
    tests: RANDOM,
  },
  {
    file: "layers/preprocessing/random_crop.ts",
    text: "floor(mul(share, spare + 1))",
    replacement: "floor(mul(share, spare))",
    why: "the last place is never cut out",
    tests: ["tests/layers/preprocessing/random_crop_test.ts"],
  },
  {
    file: "models/graph_calls.ts",
    text: "given.forEach((one, i) => origins[place + i] = one);",
    replacement: "origins.push(...given);",
    why: "inputs by keyword are taken in their order",
    tests: CALLS,
  },
  {
    file: "models/graph.ts",
    text: ".slice(0, inputs.length - names.length)",
    replacement: ".slice(0)",
    why: "tensors by name count as inputs where shapes are said",
    tests: CALLS,
  },
];
