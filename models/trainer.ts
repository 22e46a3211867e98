/** The training step: forward, gradients, update. */

import {
  checkArgumentCount,
  checkFunction,
  checkOptions,
} from "../config/options.ts";
import { quote, ValueError } from "../config/errors.ts";
import { alias } from "../autograd/ops/alias.ts";
import type { TensorLike } from "../autograd/op.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { noteModel } from "../variables/built_alone.ts";
import { Layer } from "../layers/layer.ts";
import {
  get as getLoss,
  type Loss,
  type LossIdentifier,
} from "../training/losses/mod.ts";
import {
  get as getOptimizer,
  type Optimizer,
  type OptimizerIdentifier,
} from "../training/optimizers/mod.ts";
import { groupOf } from "../training/optimizers/process_group.ts";
import { minimize, minimizeInHalves } from "./training_step.ts";

/**
 * What a trainer joins.
 * @category Models
 */
export interface TrainerOptions {
  /** Whose weights are trained. */
  readonly model: Layer;
  /** How they are changed. */
  readonly optimizer: OptimizerIdentifier;
  /** How far the model's outputs are from what they should be; `minimize` does without. */
  readonly loss?: LossIdentifier | null;
}

/**
 * Trains a model step by step. Every step frees all that it made but the loss that it returns.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const model = new dg.layers.Dense({ units: 1 });
 * const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
 * const x = dg.tensor([[1], [2], [3]]), y = dg.tensor([[2], [4], [6]]);
 * const first = trainer.step(x, y);
 * for (let i = 0; i < 200; i++) trainer.step(x, y);
 * assert(await trainer.step(x, y).item() < await first.item());
 * ```
 *
 * @category Models
 */
export class Trainer {
  /** Whose weights are trained. */
  readonly model: Layer;
  /** How they are changed. */
  readonly optimizer: Optimizer;
  /** How far the model's outputs are from what they should be. */
  readonly loss: Loss | null;

  /**
   * Joins a model, an optimizer and a loss.
   *
   * @throws {TypeError} if the model is no layer, the optimizer is missing, or there is another option.
   */
  constructor(options: TrainerOptions) {
    checkArgumentCount("make Trainer", arguments, 1);
    checkOptions("make Trainer", options, ["model", "optimizer", "loss"]);
    const { model, optimizer, loss } = options;
    if (!(model instanceof Layer)) refuse("model to be a layer", model);
    this.model = model;
    noteModel(model);
    this.optimizer = getOptimizer(optimizer) ??
      refuse("optimizer to be an optimizer", optimizer);
    this.loss = getLoss(loss);
  }

  /**
   * Makes a step on a batch of inputs and what the model should make of them; returns the loss before the step, penalties
   * included.
   *
   * @throws {ValueError} if the trainer has no loss.
   * @throws {TypeError} if there is another option than `sampleWeight`.
   * @throws {ShapeError} if the loss does not become a scalar, since its reduction is `"none"`.
   */
  step(
    x: TensorLike,
    y: TensorLike,
    options: { readonly sampleWeight?: TensorLike | null } = {},
  ): Tensor {
    checkArgumentCount("make a training step", arguments, 3);
    checkOptions("make a training step", options, ["sampleWeight"]);
    const { loss } = this;
    if (!loss) {
      throw new ValueError(
        "Cannot make a training step: expected a trainer that was made with a loss, received one without",
      );
    }
    return this.minimize(() =>
      loss.call(y, this.model.apply(x), options.sampleWeight)
    );
  }

  /**
   * Makes a step on whatever `loss` computes, a scalar of shape [], plus the model's penalties; returns their sum before
   * the step. Layers that `loss` calls are in training, unless it tells them otherwise.
   *
   * The step has been made when this returns. If anything fails, on the device, in a layer or in `loss`, weights and
   * statistics, the optimizer, metrics and streams of random numbers are as they were.
   *
   * @throws {TypeError} if `loss` returns no tensor.
   * @throws {ShapeError} if it returns a tensor that is no scalar.
   */
  minimize(loss: () => Tensor): Tensor {
    checkArgumentCount("make a training step", arguments, 1);
    checkLoss(loss);
    return minimize(this, loss);
  }

  /**
   * The same step, for which one waits: so several processes train on a backend whose memory the processor does not reach,
   * such as WebGPU, where gradients have to be read before they are exchanged. Everywhere else it is made before this
   * returns. One step has to be over before the next begins.
   *
   * @throws {TypeError} if `loss` returns no tensor.
   * @throws {ShapeError} if it returns a tensor that is no scalar.
   *
   * @example
   * ```ts
   * import * as dg from "@decograd/decograd";
   * import * as distributed from "@decograd/decograd/distributed";
   * import { assert } from "@std/assert";
   *
   * await distributed.init();
   * const model = new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [1] })]);
   * const optimizer = new distributed.DistributedOptimizer("sgd");
   * const trainer = new dg.Trainer({ model, optimizer });
   * const x = dg.tensor([[1], [2]]), y = dg.tensor([[2], [4]]);
   * const loss = () => model.apply(x).sub(y).square().mean();
   * using first = await trainer.minimizeAsync(loss);
   * using second = await trainer.minimizeAsync(loss);
   * assert(await second.item() < await first.item());
   * ```
   */
  async minimizeAsync(loss: () => Tensor): Promise<Tensor> {
    checkArgumentCount("make a training step", arguments, 1);
    checkLoss(loss);
    return await (groupOf(this.optimizer)
      ? minimizeInHalves(this, loss, alias)
      : minimize(this, loss));
  }
}

function checkLoss(loss: unknown): void {
  checkFunction(
    "make a training step",
    loss,
    "a function that computes the loss",
  );
}

function refuse(expected: string, received: unknown): never {
  throw new TypeError(
    `Cannot make Trainer: expected ${expected}, received ${quote(received)}`,
  );
}
