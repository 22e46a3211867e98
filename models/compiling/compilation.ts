/** How a model is trained: what `compile` was told. */

import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { checkOptions } from "../../config/options.ts";
import { flag } from "../../config/rows.ts";
import type { DTypePolicy } from "../../variables/dtype_policy.ts";
import type { LossIdentifier } from "../../training/losses/mod.ts";
import { Mean, type Metric } from "../../training/metrics/mod.ts";
import {
  get as getOptimizer,
  LossScaleOptimizer,
  type Optimizer,
  type OptimizerIdentifier,
} from "../../training/optimizers/mod.ts";
import type { Batch } from "../fitting/batches.ts";
import { CompiledLoss } from "./compiled_loss.ts";
import { CompiledMetrics, type MetricsOption } from "./compiled_metrics.ts";
import type { PerOutput } from "./per_output.ts";

/**
 * What `compile` takes: Keras's arguments, in camelCase.
 * @category Training
 */
export interface CompileOptions {
  /** How the weights are changed; `"rmsprop"` if not given. */
  readonly optimizer?: OptimizerIdentifier;
  /** How far the outputs are from their targets: one for all outputs, a list in their order, or an object by their names. */
  readonly loss?: PerOutput<LossIdentifier> | null;
  /** How much the loss of each output counts; 1 if not given. */
  readonly lossWeights?: PerOutput<number> | null;
  /** What else is told of each output, without the weights of samples. */
  readonly metrics?: MetricsOption | null;
  /** What else is told, with the weights of samples. */
  readonly weightedMetrics?: MetricsOption | null;
  /** Whether the optimizer of a model by the policy `"mixed_float16"` gets a `LossScaleOptimizer` around it; true if not given. */
  readonly autoScaleLoss?: boolean;
}

const OPTIONS: readonly string[] = [
  "optimizer",
  "loss",
  "lossWeights",
  "metrics",
  "weightedMetrics",
  "autoScaleLoss",
];

/** A model, as far as this asks. */
interface Compiled {
  readonly dtypePolicy: DTypePolicy;
  readonly outputNames: readonly string[];
}

/** What a model is compiled with, and what is gathered with it. */
export class Compilation implements Disposable {
  /** The options that it was made of, the optimizer among them as it is used. */
  readonly options: CompileOptions;
  /** How the weights are changed. */
  readonly optimizer: Optimizer;
  /** The loss of an epoch, penalties included. */
  readonly meanLoss: Mean = new Mean({ name: "loss" });
  readonly #model: Compiled;
  readonly #ownsOptimizer: boolean;
  readonly #loss: CompiledLoss | null;
  readonly #metrics: CompiledMetrics;

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is another one.
   * @throws {ValueError} if an identifier means nothing, or they do not go together with the outputs.
   */
  constructor(model: Compiled, options: CompileOptions) {
    checkOptions("compile a model", options, OPTIONS);
    const { optimizer = "rmsprop", loss, lossWeights } = options;
    const outputs = model.outputNames;
    if ((loss ?? null) === null && (lossWeights ?? null) !== null) {
      throw new ValueError(
        `Cannot compile a model: expected lossWeights beside a loss, received ${
          quote(lossWeights)
        } alone`,
      );
    }
    this.#model = model;
    const own = getOptimizer(optimizer) ?? noOptimizer(optimizer);
    this.#ownsOptimizer = own !== optimizer;
    const scales = AUTO_SCALE_LOSS.read(options.autoScaleLoss, {
      action: "compile a model",
      owner: "a model",
      option: "autoScaleLoss",
    });
    const isMixed = model.dtypePolicy === "mixed_float16";
    this.optimizer = scales && isMixed ? scaled(own) : own;
    this.options = { ...options, optimizer: this.optimizer };
    this.#loss = (loss ?? null) === null
      ? null
      : new CompiledLoss(outputs, loss!, lossWeights ?? null);
    this.#metrics = new CompiledMetrics(
      outputs,
      options.metrics ?? [],
      options.weightedMetrics ?? [],
    );
  }

  /** What is gathered, by the names that logs have for it. */
  get named(): ReadonlyMap<string, Metric> {
    return new Map<string, Metric>([
      ["loss", this.meanLoss],
      ...(this.#loss?.metrics ?? []).map((mean) => [mean.name, mean] as const),
      ...this.#metrics.metrics.map(({ name, metric }) =>
        [name, metric] as const
      ),
    ]);
  }

  /**
   * The loss of predictions.
   *
   * @throws {ValueError} if there was none to compile with.
   */
  loss(batch: Batch, predictions: readonly Tensor[]): Tensor {
    if (this.#loss) return this.#loss.call(batch, predictions);
    throw new ValueError(
      `Cannot compute the loss of ${this.#model}: expected a model that is compiled with a loss, or that has a trainStep of its own, received one without`,
    );
  }

  /** Takes predictions into account in the metrics. */
  update(batch: Batch, predictions: readonly Tensor[]): void {
    this.#metrics.update(batch, predictions);
  }

  /** Gives up what was gathered. */
  [Symbol.dispose](): void {
    this.meanLoss[Symbol.dispose]();
    this.#loss?.[Symbol.dispose]();
    this.#metrics[Symbol.dispose]();
  }

  /** Gives up the optimizer too, if it was made here, of a name or a config. */
  disposeWhole(): void {
    this[Symbol.dispose]();
    if (this.#ownsOptimizer) this.optimizer[Symbol.dispose]();
  }
}

const AUTO_SCALE_LOSS = flag(true);

/** An optimizer that scales the loss: itself, or one around it. */
function scaled(optimizer: Optimizer): Optimizer {
  if (optimizer instanceof LossScaleOptimizer) return optimizer;
  return new LossScaleOptimizer({
    innerOptimizer: optimizer,
    name: "loss_scale_optimizer",
  });
}

function noOptimizer(received: unknown): never {
  throw new ValueError(
    `Cannot compile a model: expected an optimizer, received ${
      quote(received)
    }`,
  );
}
