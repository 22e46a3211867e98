/** What is given in vain, or does not fit together. */

import type { Fault } from "../fault.ts";

const tests = ["tests/training/given_in_vain_test.ts"];

/** Faults there. */
export const in_vain: readonly Fault[] = [
  {
    file: "training/optimizers/schedules/cosine_decays.ts",
    text: "warmupTarget === null ? step : step - warmupSteps",
    replacement: "step - warmupSteps",
    why: "without a warmup the decay waits for one",
    tests,
  },
  {
    file: "training/optimizers/schedules/piecewise_constant_decay.ts",
    text: "values.length === boundaries.length + 1",
    replacement: "values.length > boundaries.length",
    why: "values too many are taken",
    tests,
  },
  {
    file: "layers/reshaping/reshape.ts",
    text: "size >= -1",
    replacement: "size >= -2",
    why: "a size of -2 is taken",
    tests,
  },
  {
    file: "layers/reshaping/reshape.ts",
    text: ".length <= 1",
    replacement: ".length <= 2",
    why: "two sizes to find are taken",
    tests,
  },
  {
    file: "config/configurable.ts",
    text: "if (value === inert) return;",
    replacement: "return;",
    why: "what has a meaning in Keras is left out without a word",
    tests,
  },
  {
    file: "config/configurable.ts",
    text: "  lora_rank: null,\n",
    replacement: "",
    why: "a config of Keras's is not read",
    tests,
  },
  {
    file: "training/metrics/overlap_metrics.ts",
    text: "argmax(values, axis)",
    replacement: "argmax(values, -1)",
    why: "classes are looked for on the last axis",
    tests: ["tests/training/metrics/overlap_metrics_test.ts"],
  },
  {
    file: "variables/regularizers/orthogonal_regularizer.ts",
    text: "f.greater(f.y, EPSILON ** 2)",
    replacement: "f.greater(f.y, EPSILON)",
    why: "short rows are punished more",
    tests,
  },
  {
    file: "models/training_step.ts",
    text: "withTraining(true, loss)",
    replacement: "loss()",
    why: "a trainer's steps are no training",
    tests,
  },
];
