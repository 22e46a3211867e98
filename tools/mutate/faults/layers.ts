/** Layers and their parts. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const layers: readonly Fault[] = [
  {
    file: "variables/initializers/variance_scaling.ts",
    text: "(fanIn + fanOut) / 2",
    replacement: "fanIn + fanOut",
    why: "weights by both fans have half the variance",
    tests: ["tests/variables/initializers/random_initializers_test.ts"],
  },
  {
    file: "variables/initializers/variance_scaling.ts",
    text: "stddev / TRUNCATED_STDDEV",
    replacement: "stddev",
    why: "truncated weights have too little variance",
    tests: ["tests/variables/initializers/random_initializers_test.ts"],
  },
  {
    file: "models/sequential.ts",
    text: "(output, layer) => layer.apply(output), x)",
    replacement: "(output, layer) => layer.call(output), x)",
    why: "penalties of inner layers are lost",
    tests: [
      "tests/models/sequential_test.ts",
      "tests/layers/layer_losses_test.ts",
    ],
  },
  {
    file: "layers/convolutional/conv_layer.ts",
    text: "shape.with(axis, this.outputChannels(inputShape[axis]))",
    replacement: "shape",
    why: "the output is said to have as many channels as the input",
    tests: [
      "tests/layers/unknown_sizes_test.ts",
      "tests/layers/convolutional/conv_test.ts",
    ],
  },
  {
    file: "layers/convolutional/conv.ts",
    text: "const input = axis.input + this.#delay;",
    replacement: "const input = axis.input;",
    why: "the steps before a causal window are not counted",
    tests: ["tests/layers/convolutional/conv_test.ts"],
  },
  {
    file: "layers/convolutional/conv_transpose.ts",
    text: "cells >= strides[i]",
    replacement: "cells > strides[i]",
    why: "an output padding as large as the strides is taken",
    tests: [
      "tests/layers/convolutional/conv_transpose_test.ts",
      "tests/layers/convolutional/conv_transpose_errors_test.ts",
    ],
  },
  {
    file: "layers/image_layer.ts",
    text: "size === null || axis === 0 || axis === channels",
    replacement: "axis === 0 || axis === channels",
    why: "sizes that are not known count as 0",
    tests: ["tests/layers/unknown_sizes_test.ts"],
  },
  {
    file: "variables/constraints/norm_constraints.ts",
    text: "return mul(x, div(clipped, add(norm, EPSILON)));",
    replacement: "return mul(x, div(clipped, add(norm, 1)));",
    why: "small norms are far off",
    tests: ["tests/variables/constraints_test.ts"],
  },
  {
    file: "variables/constraints/norm_constraints.ts",
    text: "mul(norm, 1 - this.rate)",
    replacement: "mul(norm, this.rate)",
    why: "the rate of MinMaxNorm is turned round",
    tests: ["tests/variables/constraints_test.ts"],
  },
  {
    file: "config/serialization.ts",
    text: "[registered, className]",
    replacement: "[registered]",
    why: "classes registered under a package are not found by their own name",
    tests: ["tests/config/serialization_test.ts"],
  },
  {
    file: "layers/normalization/batch_normalization.ts",
    text: "this.#follow(movingVariance, own.variance);",
    replacement: "this.#follow(movingVariance, own.mean);",
    why: "the moving variance follows the mean",
    tests: [
      "tests/layers/keras_answers_test.ts",
      "tests/layers/training_test.ts",
    ],
  },
  {
    file: "layers/normalization/batch_normalization.ts",
    text: "f.add(batch, f.mul(momentum, f.sub(moving, batch)))",
    replacement: "f.add(moving, f.mul(momentum, f.sub(batch, moving)))",
    why: "the momentum is turned round",
    tests: [
      "tests/layers/keras_answers_test.ts",
      "tests/layers/training_test.ts",
    ],
  },
  {
    file: "layers/normalization/batch_normalization.ts",
    text: "inTraining() && this.trainable && x.size > 0",
    replacement: "inTraining() && x.size > 0",
    why: "frozen layers normalize by the batch",
    tests: ["tests/layers/normalization/normalization_test.ts"],
  },
  {
    file: "layers/regularization/dropout_layers.ts",
    text: "rate < 1 ? 1 / (1 - rate) : 0",
    replacement: "1",
    why: "what is not dropped is not scaled up",
    tests: [
      "tests/layers/keras_answers_test.ts",
      "tests/layers/regularization/random_layers_test.ts",
    ],
  },
  {
    file: "layers/regularization/dropout_layers.ts",
    text: "where(greaterEqual(y, input(2)), mul(x, input(3)), 0)",
    replacement: "where(greaterEqual(input(2), y), mul(x, input(3)), 0)",
    why: "what should stay is dropped",
    tests: [
      "tests/layers/keras_answers_test.ts",
      "tests/layers/regularization/random_layers_test.ts",
    ],
  },
  {
    file: "layers/reshaping/cropping.ts",
    text: "this.margins[axis - first]?.[0] ?? 0",
    replacement: "this.margins[axis - first]?.[1] ?? 0",
    why: "the other side is cropped",
    tests: ["tests/layers/keras_answers_test.ts"],
  },
  {
    file: "layers/layer.ts",
    text: "this.addLoss(batch > 0 ? div(penalty, batch) : penalty);",
    replacement: "this.addLoss(penalty);",
    why: "activity penalties are not averaged over the batch",
    tests: ["tests/layers/layer_losses_test.ts", "tests/layers/layer_test.ts"],
  },
  {
    file: "variables/call_losses.ts",
    text: "scope.owns(output) ? output : alias(output)",
    replacement: "output",
    why: "disposing an output disposes the input",
    tests: [
      "tests/layers/given_outputs_test.ts",
      "tests/layers/layer_test.ts",
      "tests/variables/unheld_test.ts",
      "tests/layers/keras_answers_test.ts",
    ],
  },
  {
    file: "variables/naming.ts",
    text: "count === 0 ? name : `${name}_${count}`",
    replacement: "name",
    why: "two layers of a class have one name",
    tests: ["tests/layers/layer_test.ts", "tests/models/sequential_test.ts"],
  },
  {
    file: "variables/constraints/value_constraints.ts",
    text: "size % 2 === 1 ? 0 : 1",
    replacement: "0",
    why: "even kernels take their outer ring from the wrong cell",
    tests: ["tests/variables/constraints_test.ts"],
  },
];
