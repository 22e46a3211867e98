/** The loss of a model with one output or several: what each is compared by, and how much it counts. */

import { add, mul } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import {
  get as getLoss,
  type Loss,
  type LossIdentifier,
} from "../../training/losses/mod.ts";
import { Mean } from "../../training/metrics/mod.ts";
import type { Batch } from "../fitting/batches.ts";
import { type PerOutput, toList } from "./per_output.ts";

/** One term: the loss of an output, and its mean over the epoch. */
interface Term {
  readonly loss: Loss;
  readonly weight: number;
  readonly output: number;
  readonly mean: Mean;
}

/** The weighted sum of the losses of the outputs. */
export class CompiledLoss implements Disposable {
  readonly #terms: readonly Term[];

  /**
   * Joins the losses of outputs of these names.
   *
   * @throws {ValueError} if they do not go together with the outputs.
   */
  constructor(
    outputs: readonly string[],
    losses: PerOutput<LossIdentifier>,
    weights: PerOutput<number> | null,
  ) {
    const each = toList("loss", losses, outputs);
    const factors = weights === null
      ? outputs.map(() => 1)
      : toList("lossWeights", weights, outputs);
    this.#terms = each.flatMap((identifier, output) => {
      const loss = getLoss(identifier);
      if (!loss) return [];
      const weight = toWeight(factors[output] ?? 1);
      const mean = new Mean({ name: `${outputs[output]}_loss` });
      return [{ loss, weight, output, mean }];
    });
    if (this.#terms.length > 0) return;
    throw new ValueError(
      `Cannot compile a model: expected a loss for at least one output, received ${
        quote(losses)
      }`,
    );
  }

  /** The means of the losses of single outputs; of one loss alone there is none, for it is the loss. */
  get metrics(): readonly Mean[] {
    return this.#terms.length > 1 ? this.#terms.map(({ mean }) => mean) : [];
  }

  /**
   * The loss of a batch.
   *
   * @throws {ValueError} if there are not as many targets as outputs.
   */
  call(batch: Batch, predictions: readonly Tensor[]): Tensor {
    const { targets, sampleWeight, size } = batch;
    checkTargets(targets, predictions);
    const terms = this.#terms.map(({ loss, weight, output, mean }) => {
      const value = loss.call(
        targets[output],
        predictions[output],
        sampleWeight,
      );
      if (this.#terms.length > 1) {
        mean.updateState(value, { sampleWeight: size });
      }
      return weight === 1 ? value : mul(value, weight);
    });
    return terms.reduce((total, term) => add(total, term));
  }

  /** Gives up the memory of the means. */
  [Symbol.dispose](): void {
    for (const { mean } of this.#terms) mean[Symbol.dispose]();
  }
}

function toWeight(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new ValueError(
    `Cannot compile a model: expected lossWeights to be finite numbers, received ${
      quote(value)
    }`,
  );
}

function checkTargets(
  targets: readonly Tensor[],
  predictions: readonly Tensor[],
): void {
  if (targets.length === predictions.length) return;
  throw new ValueError(
    `Cannot compute the loss: expected ${predictions.length} ${
      predictions.length === 1 ? "target" : "targets"
    }, one for each output, received ${targets.length}`,
  );
}
