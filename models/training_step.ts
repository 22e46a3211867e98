/** The training step at once, and in two halves: gradients, and the update by them. */

import { GradientTape } from "../autograd/gradient_tape.ts";
import { alias } from "../autograd/ops/alias.ts";
import { outsideScopes, Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { asStep, asStepInHalves } from "../autograd/transaction.ts";
import type { Backend } from "../backends/backend.ts";
import { getBackend } from "../backends/default_backend.ts";
import { warnOnce } from "../config/warnings.ts";
import type { Layer } from "../layers/layer.ts";
import type { Optimizer } from "../training/optimizers/mod.ts";
import { watchBuilt } from "../variables/built_alone.ts";
import { withTraining } from "../variables/training_phase.ts";
import type { Variable } from "../variables/variable.ts";
import { penalized } from "./penalized.ts";
import { totalLoss } from "./total_loss.ts";

/** What is trained, and how. */
interface Training {
  readonly model: Layer;
  readonly optimizer: Optimizer;
}

/** What the backward pass gives. */
interface Gradients {
  /** The loss with the penalties, before the step. */
  readonly total: Tensor;
  readonly variables: readonly Variable[];
  readonly gradients: readonly (Tensor | null)[];
}

/** Makes a step on what `loss` computes, plus the model's penalties; returns their sum before the step. */
export function minimize(training: Training, loss: () => Tensor): Tensor {
  const before = training.model.trainableVariables;
  return asStep(backendOf(before), () => {
    using scope = new Scope();
    const { total, variables, gradients } = gradientsOf(training, loss, before);
    training.optimizer.apply(gradients, variables);
    return scope.keep(alias(total));
  });
}

/** The same step, which waits in its middle until the optimizer has exchanged the gradients; `end` sees the loss as part of it. */
export async function minimizeInHalves<T extends Tensor | void>(
  training: Training,
  loss: () => Tensor,
  end: (total: Tensor) => T,
): Promise<T> {
  const { model, optimizer } = training, kept: Tensor[] = [];
  const before = model.trainableVariables;
  try {
    return await asStepInHalves(backendOf(before), {
      // Scopes that are open now will not be when the second half is made.
      first: () =>
        outsideScopes(() => {
          using scope = new Scope();
          const made = gradientsOf(training, loss, before);
          const needed = [made.total, ...made.gradients.filter((one) => one)];
          for (const one of needed) kept.push(scope.keep(one!));
          return made;
        }),
      wait: async ({ gradients, variables }) =>
        await optimizer.exchange?.(gradients, variables),
      second({ gradients, variables, total }) {
        optimizer.apply(gradients, variables);
        return end(total);
      },
    });
  } finally {
    for (const one of kept) one[Symbol.dispose]();
  }
}

function backendOf(variables: readonly Variable[]): Backend {
  return variables[0]?.value.backend ?? getBackend();
}

function gradientsOf(
  { model, optimizer }: Training,
  loss: () => Tensor,
  before: readonly Variable[],
): Gradients {
  // What a model that is not built yet will read can only be watched as it is read.
  const { built } = model;
  using tape = new GradientTape({ watchAccessedVariables: !built });
  // Before the memory of a step is taken, so that the first step's lies where that of all others will.
  if (built) {
    optimizer.build(before);
    optimizer.beginWith?.(model);
  }
  tape.watch(before);
  const given = watchBuilt(model, () => withTraining(true, loss));
  // The loss may have built layers, or frozen some.
  const { losses, trained: variables } = penalized(model);
  const total = totalLoss(given, losses);
  const scaled = optimizer.scaleLoss(total);
  tape.stopRecording();
  if (variables.length === 0) {
    warnOnce(
      model,
      `The model ${model} does not have any trainable weights: a step changes nothing`,
    );
  }
  const onGradient = optimizer.gradientListener?.(variables);
  const gradients = tape.gradient(scaled, variables, { onGradient });
  return { total, variables, gradients };
}
