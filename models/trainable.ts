/** A layer that can be compiled, trained, evaluated and asked. */

import { add } from "../autograd/ops/elementwise.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { asStep } from "../autograd/transaction.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { Layer } from "../layers/layer.ts";
import { Metric } from "../training/metrics/mod.ts";
import type { Optimizer } from "../training/optimizers/mod.ts";
import { heldBy } from "../variables/tracking.ts";
import type { Batch, FitData } from "./fitting/batches.ts";
import type { History } from "./callbacks/logging/history.ts";
import type { Logs } from "./callbacks/callback.ts";
import { Compilation, type CompileOptions } from "./compiling/compilation.ts";
import { evaluate, type EvaluateOptions } from "./fitting/evaluate.ts";
import { fit } from "./fitting/fit.ts";
import type { FitOptions } from "./fitting/fit_options.ts";
import { onBatch, type OnBatchOptions } from "./fitting/on_batch.ts";
import { only, predict, type PredictOptions } from "./fitting/predict.ts";
import type { Data } from "./fitting/samples.ts";
import { stepOnBatch } from "./fitting/step_on_batch.ts";
import type { StepLogs, Stepping, StepResult } from "./fitting/stepping.ts";
import { groupOf, isReached } from "../training/optimizers/process_group.ts";
import { Trainer } from "./trainer.ts";
import { minimizeInHalves } from "./training_step.ts";

/**
 * A layer that is trained: by `compile` and `fit`, or by batches.
 * @category Models
 */
export abstract class Trainable<
  Options extends object,
  Leading extends readonly unknown[] = [],
> extends Layer<Options, Leading> implements Stepping {
  /** Ends the epoch after the step, and the training after the epoch, if it is set to true. */
  stopTraining = false;
  #compilation: Compilation | null = null;

  /** What is in it computes as it says itself. */
  protected override get autocast(): boolean {
    return false;
  }

  /**
   * Says how it is trained. What was gathered for an earlier compilation is given up.
   *
   * @throws {TypeError} if there is another option.
   * @throws {ValueError} if an identifier means nothing, or losses, weights or metrics do not go together with the outputs.
   */
  compile(options: CompileOptions = {}): void {
    checkArgumentCount(`compile ${this}`, arguments, 1);
    const compilation = new Compilation(this, options);
    this.#compilation?.[Symbol.dispose]();
    this.#compilation = compilation;
  }

  /** Frees all its weights, and what it was compiled with but for an optimizer of the caller's; it cannot be used again. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#compilation?.disposeWhole();
  }

  /** Whether it has been compiled. */
  get compiled(): boolean {
    return this.#compilation !== null;
  }

  /** What it was compiled with. */
  get compileOptions(): CompileOptions | null {
    return this.#compilation?.options ?? null;
  }

  get #compiled(): Compilation {
    if (this.#compilation) return this.#compilation;
    throw new ValueError(
      `Cannot train or evaluate ${this}: expected a model that is compiled, received one that is not (compile says how)`,
    );
  }

  /**
   * How its weights are changed.
   *
   * @throws {ValueError} if it is not compiled.
   */
  get optimizer(): Optimizer {
    return this.#compiled.optimizer;
  }

  /** What is gathered over an epoch: the loss, the metrics that it was compiled with, and those in its properties. */
  get metrics(): readonly Metric[] {
    return [...this.#named.values()];
  }

  /** The names of the metrics, as logs have them. */
  get metricNames(): readonly string[] {
    return [...this.#named.keys()];
  }

  /** The metric that logs have under a name. */
  metricOf(name: string): Metric | undefined {
    checkArgumentCount(`find a metric of ${this}`, arguments, 1);
    return this.#named.get(name);
  }

  get #named(): ReadonlyMap<string, Metric> {
    const own = heldBy(this, (one) => one instanceof Metric);
    const named = own.map((one) => [one.name, one] as const);
    return new Map([...this.#compilation?.named ?? [], ...named]);
  }

  /** Forgets what the metrics have gathered. */
  resetMetrics(): void {
    checkArgumentCount(`reset the metrics of ${this}`, arguments, 0);
    for (const metric of this.metrics) metric.resetState();
  }

  /** The names of its outputs, by which losses and metrics may be given. */
  get outputNames(): readonly string[] {
    return [this.name];
  }

  /** The outputs for inputs, in their order. */
  protected predictions(batch: Batch, training: boolean): readonly Tensor[] {
    const x = only(batch.inputs);
    const made = this.apply<Tensor | readonly Tensor[]>(x, { training });
    return made instanceof Tensor ? [made] : made;
  }

  /** The loss of predictions, without the penalties of the layers; by default the one that it was compiled with. */
  computeLoss(batch: Batch, predictions: readonly Tensor[]): Tensor {
    return this.#compiled.loss(batch, predictions);
  }

  /** Takes predictions into account in the metrics that it was compiled with, but for the loss: for a step of one's own. */
  computeMetrics(batch: Batch, predictions: readonly Tensor[]): void {
    this.#compiled.update(batch, predictions);
  }

  /**
   * Makes a step: forward, gradients, update; all of it or, if anything fails, nothing. What an override returns, tensors
   * or numbers by name, the logs have in the place of the metrics. The batch is freed by the caller. It may be a promise,
   * for which `fit` waits; it is where several processes train on a backend such as WebGPU, whose gradients have to be read.
   *
   * @example
   * ```ts
   * import * as dg from "@decograd/decograd";
   * import { assert } from "@std/assert";
   * class Denoiser extends dg.Model {
   *   readonly dense = new dg.layers.Dense({ units: 4 });
   *   override call(x: dg.Tensor): dg.Tensor {
   *     return this.dense.apply(x);
   *   }
   *   override trainStep({ x }: dg.Batch) {
   *     const noisy = x.add(dg.randomNormal(x.shape, { stddev: 0.1 }));
   *     const { value, gradients } = dg.valueAndGrad(
   *       () => this.apply(noisy, { training: true }).sub(x).square().mean(),
   *       this.trainableVariables,
   *     );
   *     this.optimizer.apply(gradients, this.trainableVariables);
   *     return { loss: value }; // whatever else was made is freed
   *   }
   * }
   * const model = new Denoiser();
   * model.compile({ optimizer: new dg.optimizers.Adam({ learningRate: 0.05 }) });
   * const x = dg.randomNormal([64, 4], { seed: 1 });
   * const { history } = await model.fit(x, null, { epochs: 20, verbose: 0 });
   * assert(history.loss[19] < history.loss[0]);
   * ```
   */
  trainStep(batch: Batch): StepResult {
    const compiled = this.#compiled, { optimizer } = compiled;
    const trainer = new Trainer({ model: this, optimizer });
    const loss = () => {
      const predictions = this.predictions(batch, true);
      this.computeMetrics(batch, predictions);
      return this.computeLoss(batch, predictions);
    };
    const see = (total: Tensor) =>
      compiled.meanLoss.updateState(total, { sampleWeight: batch.size });
    if (groupOf(optimizer) && !isReached(batch.x)) {
      return minimizeInHalves(trainer, loss, see);
    }
    asStep(batch.x.backend, () => {
      using total = trainer.minimize(loss);
      see(total);
    });
  }

  /** Takes a batch into account without a step; what an override returns, the logs have in the place of the metrics. */
  testStep(batch: Batch): StepLogs | void {
    const compiled = this.#compiled;
    using _scope = new Scope();
    noGrad(() => {
      const predictions = this.predictions(batch, false);
      this.computeMetrics(batch, predictions);
      const total = this.losses
        .reduce(add, this.computeLoss(batch, predictions));
      compiled.meanLoss.updateState(total, { sampleWeight: batch.size });
    });
  }

  /** The outputs for the inputs of a batch, each its receiver's to dispose. */
  predictStep(batch: Batch): Tensor[] {
    using scope = new Scope();
    return noGrad(() => this.predictions(batch, false))
      .map((output) => scope.keep(output));
  }

  /**
   * Trains for some epochs. Loss and metrics stay on the device and are read only to be shown. Resolves to what each epoch
   * was like; earlier if `signal` aborts or Ctrl-C is pressed, after the step, with all weights whole. Where there are no
   * targets beside `x`, options may stand in their place.
   *
   * @throws {ValueError} if it is not compiled, it is being trained already, or an option has a value that is not allowed.
   * @throws {DivergedError} if the loss is no finite number any more.
   * @throws {ShapeError} if the numbers of samples differ.
   */
  fit(
    x: FitData,
    y?: FitData | FitOptions | null,
    options?: FitOptions,
  ): Promise<History> {
    checkArgumentCount(`fit ${this}`, arguments, 3);
    return fit(this, x, y, options);
  }

  /**
   * The loss and the metrics for data: numbers in the order of `metrics`, the loss alone if there are no others, or with
   * `returnDict` an object by name. Beside a training that goes on it is refused, but to callbacks, which wait for it.
   */
  evaluate(
    x: FitData,
    y: FitData | null | undefined,
    options: EvaluateOptions & { readonly returnDict: true },
  ): Promise<Logs>;
  /** The same, of data with targets in it. */
  evaluate(
    x: FitData,
    options: EvaluateOptions & { readonly returnDict: true },
  ): Promise<Logs>;
  /** The loss, or numbers in the order of the metrics. */
  evaluate(
    x: FitData,
    y?: FitData | EvaluateOptions | null,
    options?: EvaluateOptions,
  ): Promise<number | number[]>;
  evaluate(
    x: FitData,
    y?: FitData | EvaluateOptions | null,
    options?: EvaluateOptions,
  ): Promise<Logs | number | number[]> {
    checkArgumentCount(`evaluate ${this}`, arguments, 3);
    return evaluate(this, x, y, options);
  }

  /** The outputs for data, batch by batch: a tensor, or an array of several outputs; refused where `evaluate` is. */
  async predict<Output extends Tensor | readonly Tensor[] = Tensor>(
    x: FitData,
    options?: PredictOptions,
  ): Promise<Output> {
    checkArgumentCount(`predict with ${this}`, arguments, 2);
    return only(await predict(this, x, options)) as Output;
  }

  /** Makes a step on a batch. Awaiting what it returns reads the logs of that batch; who does not await does not wait. */
  trainOnBatch(
    x: Data,
    y?: Data | null,
    options?: OnBatchOptions,
  ): PromiseLike<Logs> {
    checkArgumentCount(`train ${this} on a batch`, arguments, 3);
    const step = (batch: Batch) => this.trainStep(batch);
    return stepOnBatch(`train ${this}`, this, [x, y, options], step);
  }

  /** The logs of a batch, without a step. */
  testOnBatch(
    x: Data,
    y?: Data | null,
    options?: OnBatchOptions,
  ): PromiseLike<Logs> {
    checkArgumentCount(`test ${this} on a batch`, arguments, 3);
    const step = (batch: Batch) => this.testStep(batch);
    return stepOnBatch(`test ${this}`, this, [x, y, options], step);
  }

  /** The output for a batch; of a model with several outputs an array of them. */
  predictOnBatch<Output extends Tensor | readonly Tensor[] = Tensor>(
    x: Data,
  ): Output {
    checkArgumentCount(`predict with ${this}`, arguments, 1);
    using scope = new Scope();
    const outputs = this.predictStep(onBatch(`predict with ${this}`, this, x));
    for (const one of outputs) if (scope.owns(one)) scope.keep(one);
    return only(outputs) as Output;
  }
}
