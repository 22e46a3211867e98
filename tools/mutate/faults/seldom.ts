/** What is seldom given: defaults, rare options and values. */

import type { Fault } from "../fault.ts";

const defaults = ["tests/layers/defaults_test.ts"];
const catalogue = ["tests/layers/keras_answers_test.ts"];
const merging = ["tests/layers/merging/merging_test.ts"];
const relu = ["tests/layers/activations/relu_test.ts"];
const small = ["tests/training/small_values_test.ts"];
const decay = ["tests/training/optimizers/decay_exclusions_test.ts"];

/** Faults there. */
export const seldom: readonly Fault[] = [
  {
    file: "layers/normalization/group_normalization.ts",
    text: "      32,\n",
    replacement: "      16,\n",
    why: "there are fewer groups than in Keras",
    tests: defaults,
  },
  {
    file: "layers/normalization/batch_normalization.ts",
    text: 'movingVarianceInitializer: part(initializers, "ones")',
    replacement: 'movingVarianceInitializer: part(initializers, "zeros")',
    why: "variances begin at 0",
    tests: defaults,
  },
  {
    file: "layers/normalization/group_normalization.ts",
    text: "this.groups === -1 ? channels : this.groups",
    replacement: "this.groups === -1 ? 1 : this.groups",
    why: "a group for each channel is one for all",
    tests: catalogue,
  },
  {
    file: "layers/convolutional/conv_layer.ts",
    text: "dilationRate: ofImages(this.dilationRate),",
    replacement: "dilationRate: ofImages(this.strides),",
    why: "convolutions are dilated by their strides",
    tests: catalogue,
  },
  {
    file: "layers/pooling/pool_layer.ts",
    text: "strides ?? poolSize",
    replacement: "strides ?? [poolSize[0], poolSize[0]]",
    why: "windows move on by their height",
    tests: ["tests/layers/pooling/pooling_test.ts"],
  },
  {
    file: "layers/normalization/unit_normalization.ts",
    text: "1e12",
    replacement: "1e3",
    why: "small vectors are not of length 1",
    tests: catalogue,
  },
  {
    file: "layers/reshaping/flatten.ts",
    text: "x.rank > 2",
    replacement: "x.rank > 3",
    why: "channels of steps stay first",
    tests: catalogue,
  },
  {
    file: "layers/merging/merge_layer.ts",
    text: "[result, ...some]",
    replacement: "[first, ...some]",
    why: "of many inputs only the first and the last are merged",
    tests: merging,
  },
  {
    file: "layers/merging/concatenate.ts",
    text: "axis === along || size === null || first[axis] === null ||",
    replacement: "axis === along || size === null ||",
    why: "a size that only the first input lacks is refused",
    tests: merging,
  },
  {
    file: "layers/merging/concatenate.ts",
    text: "sum === null || size === null ? null : sum + size",
    replacement: "size === null ? sum : (sum ?? 0) + size",
    why: "a size that is not known counts 0",
    tests: merging,
  },
  {
    file: "layers/reshaping/permute.ts",
    text: "axis === i + 1",
    replacement: "axis <= i + 1",
    why: "an axis twice is taken",
    tests: ["tests/layers/reshaping/permute_test.ts"],
  },
  {
    file: "layers/activations/piecewise.ts",
    text: "f.minimum(f.maximum(x, 0), most)",
    replacement: "f.minimum(x, most)",
    why: "above a threshold below 0, numbers below 0 stay",
    tests: relu,
  },
  {
    file: "layers/activations/activation.ts",
    text: "Object.values(options).join()",
    replacement: 'Object.values(options).join("")',
    why: "an activation of other numbers is taken",
    tests: relu,
  },
  {
    file: "variables/initializers/stft.ts",
    text: "sum + Math.abs(value)",
    replacement: "sum + value",
    why: "windows with values below 0 are scaled up",
    tests: ["tests/variables/initializers/stft_test.ts"],
  },
  {
    file: "training/losses/regression_losses.ts",
    text: "EPSILON ** 2",
    replacement: "EPSILON",
    why: "short vectors have no direction",
    tests: ["tests/training/losses/regression_losses_test.ts"],
  },
  {
    file: "training/metrics/auc_metric.ts",
    text: ".toSorted((a, b) => a - b)",
    replacement: ".toSorted()",
    why: "thresholds are ordered as texts",
    tests: ["tests/training/metrics/thresholds_test.ts"],
  },
  {
    file: "training/metrics/correlation_metrics.ts",
    text: "add(spread, EPSILON)",
    replacement: "spread",
    why: "equal numbers have NaN for a concordance",
    tests: ["tests/training/metrics/score_metrics_test.ts"],
  },
  {
    file: "training/metrics/f_score_metrics.ts",
    text: "const isAbove = f.greater(x, y)",
    replacement: "const isAbove = f.greaterEqual(x, y)",
    why: "what is at the threshold is above it",
    tests: ["tests/training/metrics/score_metrics_test.ts"],
  },
  {
    file: "training/metrics/thresholds.ts",
    text: "EPSILON + 1e-5 * even",
    replacement: "EPSILON + 1e-1 * even",
    why: "thresholds move to even places",
    tests: ["tests/training/metrics/thresholds_test.ts"],
  },
  {
    file: "training/optimizers/lamb.ts",
    text: "where(own, where(step, div(own, step), 1), 1)",
    replacement: "where(step, div(own, step), 1)",
    why: "weights of zeros never move",
    tests: small,
  },
  {
    file: "training/optimizers/step/state.ts",
    text: "if (variable instanceof NumberVariable) variable.check(data[0]);",
    replacement: "",
    why: "a state that is refused is taken over in part",
    tests: small,
  },
  {
    file: "training/optimizers/step/weight_decay.ts",
    text: "pattern?.test(variable.name)",
    replacement: "pattern?.test(variable.path)",
    why: "names of layers leave weights out of decay",
    tests: decay,
  },
  {
    file: "training/optimizers/step/weight_decay.ts",
    text: 'names.join("|")',
    replacement: "names[0]",
    why: "only the first name leaves weights out of decay",
    tests: decay,
  },
  {
    file: "training/optimizers/step/iteration.ts",
    text: "this.#most -= asked - count",
    replacement: "this.#most = count",
    why: "steps that follow fast are not counted",
    tests: ["tests/models/steps_in_turn_test.ts"],
  },
];
