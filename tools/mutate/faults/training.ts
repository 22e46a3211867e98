/** Losses, metrics, optimizers and the training step. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const training: readonly Fault[] = [
  {
    file: "training/losses/regression_losses.ts",
    text: "log(add(max(value, EPSILON), 1))",
    replacement: "log(max(add(value, 1), EPSILON))",
    why: "logarithms of negative predictions are far off",
    tests: ["tests/training/negative_predictions_test.ts"],
  },
  {
    file: "training/losses/reduction.ts",
    text: "return elementwise(quotient, [sum(weighted), sum(weight)]);",
    replacement: "return mean(weighted);",
    why: "the mean by weights is one by number",
    tests: [
      "tests/training/losses_test.ts",
      "tests/training/more_losses_test.ts",
    ],
  },
  {
    file: "training/losses/reduction.ts",
    text: "[mask, mean(mask)]",
    replacement: "[mask, 1]",
    why: "masked losses are too small",
    tests: [
      "tests/training/losses_test.ts",
      "tests/training/more_losses_test.ts",
    ],
  },
  {
    file: "training/losses/binary_crossentropy.ts",
    text: "labelSmoothing / 2",
    replacement: "labelSmoothing",
    why: "smoothed labels move too far",
    tests: [
      "tests/training/losses_test.ts",
      "tests/training/more_losses_test.ts",
    ],
  },
  {
    file: "training/optimizers/adam_optimizers.ts",
    text: "Math.sqrt(1 - this.beta2 ** t) / (1 - this.beta1 ** t)",
    replacement: "Math.sqrt(1 - this.beta2 ** t)",
    why: "the first mean is not corrected",
    tests: [
      "tests/training/optimizers_test.ts",
      "tests/examples/decoder_step_test.ts",
    ],
  },
  {
    file: "training/optimizers/adam_optimizers.ts",
    text: "add(sqrt(largest), this.epsilon)",
    replacement: "sqrt(add(largest, this.epsilon))",
    why: "epsilon is inside the root",
    tests: [
      "tests/training/optimizers_test.ts",
      "tests/examples/decoder_step_test.ts",
    ],
  },
  {
    file: "training/optimizers/adam_optimizers.ts",
    text: "this.amsgrad ? max(vHat, nextV) : nextV",
    replacement: "nextV",
    why: "amsgrad is Adam",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/step_formulas.ts",
    text: "f.sub(w, f.mul(w, decay))",
    replacement: "w",
    why: "weights do not decay",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/step_formulas.ts",
    text: "const mean = f.div(total, steps ?? 1);",
    replacement: "const mean = total;",
    why: "accumulated gradients are summed",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/step_formulas.ts",
    text: "pick(isDue, constant(0), kind.hasGradient ? total : accumulated)",
    replacement: "kind.hasGradient ? total : accumulated",
    why: "accumulated gradients are never let go of",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/step_formulas.ts",
    text: "f.div(gradient, scale ?? settings.lossScaleFactor ?? 1)",
    replacement: "f.div(gradient, scale ?? 1)",
    why: "gradients of scaled losses are too large",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/clip.ts",
    text: "f.max(norm, clipnorm)",
    replacement: "norm",
    why: "gradients below the norm are scaled up",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/clip.ts",
    text: "f.add(scale, f.sub(norm, norm))",
    replacement: "scale",
    why: "a norm that is not finite is overlooked",
    tests: [
      "tests/training/optimizers_test.ts",
      "tests/training/optimizer_arguments_test.ts",
      "tests/training/loss_scale_optimizer_test.ts",
    ],
  },
  {
    file: "training/optimizers/clip.ts",
    text: "f.min(f.max(gradient, -clipvalue), clipvalue)",
    replacement: "f.min(gradient, clipvalue)",
    why: "large negative gradients are not clipped",
    tests: ["tests/training/optimizer_arguments_test.ts"],
  },
  {
    file: "training/optimizers/loss_scale_optimizer.ts",
    text: "f.select(isFinite, f.select(grows, 2, 1), 0.5)",
    replacement: "f.select(isFinite, f.select(grows, 2, 1), 1)",
    why: "the scale never falls",
    tests: ["tests/training/loss_scale_optimizer_test.ts"],
  },
  {
    file: "training/optimizers/loss_scale_optimizer.ts",
    text: "f.eq(counter, steps - 1)",
    replacement: "f.eq(counter, steps)",
    why: "the scale grows a step late",
    tests: ["tests/training/loss_scale_optimizer_test.ts"],
  },
  {
    file: "training/optimizers/weight_decay.ts",
    text: "!variables.has(variable) && ",
    replacement: "",
    why: "variables that are excluded decay",
    tests: [
      "tests/training/optimizer_arguments_test.ts",
      "tests/training/optimizer_configs_test.ts",
      "tests/training/optimizers_test.ts",
    ],
  },
  {
    file: "training/optimizers/step_numbers.ts",
    text: "row(first + i)",
    replacement: "row(first)",
    why: "under a loss scale each step has the numbers of the first",
    tests: ["tests/training/loss_scale_optimizer_test.ts"],
  },
  {
    file: "training/metrics/area.ts",
    text: "mul(gt(before, 0), gt(after, 0))",
    replacement: "gt(before, 0)",
    why: "areas under precision are infinite",
    tests: [
      "tests/training/metrics_test.ts",
      "tests/training/metric_states_test.ts",
    ],
  },
  {
    file: "training/metrics/confusion.ts",
    text: "select(isAbove, 0, input(3))",
    replacement: "select(isAbove, input(3), 0)",
    why: "what is missed is counted as found",
    tests: ["tests/training/metrics_test.ts"],
  },
  {
    file: "training/metrics/running_mean.ts",
    text: "weight ? sum(weight) :",
    replacement: "weight ? Tensor.from(values.backend, [count], []) :",
    why: "weighted means are divided by the number",
    tests: ["tests/training/metrics_test.ts"],
  },
  {
    file: "training/trainer.ts",
    text: "totalLoss(withTraining(true, loss), model.losses)",
    replacement: "totalLoss(withTraining(true, loss), [])",
    why: "penalties are not trained",
    tests: ["tests/training/trainer_test.ts"],
  },
  {
    file: "training/optimizers/schedules/piecewise_constant_decay.ts",
    text: "step <= boundary",
    replacement: "step < boundary",
    why: "the value at a boundary is the next one",
    tests: ["tests/training/schedules_test.ts"],
  },
];
