/** The layer: how one is built and called, and what every one of them can be asked. */

import { checkArgumentCount } from "../config/options.ts";
import type { DType } from "../backends/dtype.ts";
import { checkFunction } from "../config/arguments.ts";
import { quote } from "../config/quote.ts";
import { alias } from "../autograd/ops/alias.ts";
import { type TensorLike, toTensors } from "../autograd/op.ts";
import { div } from "../autograd/ops/elementwise.ts";
import { Scope } from "../autograd/scope.ts";
import { Tensor } from "../autograd/tensor.ts";
import { attempt } from "../autograd/transaction.ts";
import { CallLosses, runCall } from "../variables/call_losses.ts";
import { checkDone } from "../variables/check_done.ts";
import { configOf, valuesOf } from "../config/configurable.ts";
import { Configured } from "../config/configured.ts";
import type { AnySchema, OptionsArguments } from "../config/schema.ts";
import { checkInput, checkInputs, type InputSpec } from "./input_spec.ts";
import {
  type CallOptions,
  LAYER_ROWS,
  type LayerOptions,
  readCall,
} from "./layer_options.ts";
import { Module } from "../variables/module.ts";
import { atWork, inside } from "../variables/naming.ts";
import type { Regularizer } from "../variables/regularizers/mod.ts";
import type { Config } from "../config/serialization.ts";
import { type PartialShape, toPartialShape } from "../variables/shapes.ts";
import { checkPaths } from "../variables/paths.ts";
import { tryShape } from "./shape_trial.ts";
import { checkScalar } from "../variables/scalar.ts";
import { summaryOf } from "./summary.ts";
import { inTraining, withTraining } from "../variables/training_phase.ts";
import { noticeCall } from "../variables/unheld.ts";

/**
 * A function of a tensor that has weights. Derive from it and override `call`, and `build` if it has weights of its own;
 * layers and variables in its properties belong to it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * class Scale extends dg.layers.Layer {
 *   factor!: dg.layers.Variable;
 *
 *   override build(inputShape: dg.layers.PartialShape): void {
 *     this.factor = this.addWeight({ name: "factor", initializer: "ones" });
 *     super.build(inputShape);
 *   }
 *
 *   override call(x: dg.Tensor): dg.Tensor {
 *     return dg.mul(x, this.factor);
 *   }
 * }
 *
 * const layer = new Scale({ name: "scale" });
 * assertEquals(layer.apply(dg.zeros([2, 3])).shape, [2, 3]);
 * assertEquals(layer.weights.map((weight) => weight.path), ["scale/factor"]);
 * ```
 */
export abstract class Layer<Options extends object = LayerOptions>
  extends Module {
  /**
   * A row for each option that a class adds to those of the class that it derives from. From the rows follow what its
   * constructor takes, the properties of those names, `getConfig` and `fromConfig`.
   */
  static readonly schema: AnySchema = LAYER_ROWS;
  /** Arguments of Keras's that mean nothing here, with the values that mean nothing. */
  static readonly withoutMeaning: Config = {};
  /** Its name. */
  declare readonly name: string;
  /** Its element type. */
  declare readonly dtype: DType;
  /** What its output is penalised for, divided by the size of the batch. */
  declare readonly activityRegularizer: Regularizer | null;
  readonly #inputShape: PartialShape | null;
  readonly #callLosses = new CallLosses();
  #builtShapes: readonly PartialShape[] | null = null;
  // Whether it has been seen to be held by what calls it, and its weights to have paths of their own.
  #held = false;
  #told = false;

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options>) {
    const { trainable, inputShape, ...values } = valuesOf(new.target, options);
    super(trainable as boolean);
    Object.assign(this, values);
    this.#inputShape = inputShape
      ? [null, ...inputShape as PartialShape]
      : null;
    this.checkOptions();
  }

  /**
   * Refuses options that do not go together. It is called when they have been read, and before a class has its own
   * fields.
   *
   * @throws {ValueError} if there are any.
   */
  protected checkOptions(): void {}

  /** Computes the output, of one input or, if `inputSpec` has `minInputs`, of several; `apply` is what to call. */
  abstract call(x: Tensor, ...others: Tensor[]): Tensor;

  /**
   * Makes the weights for inputs of a shape; an override ends with `super.build(inputShape)`.
   *
   * @throws {ShapeError} if it is no shape.
   */
  build(inputShape: PartialShape, ...others: PartialShape[]): void {
    this.#builtShapes = [inputShape, ...others]
      .map((shape) => toPartialShape(`build ${this}`, shape));
  }

  /** What it asks of the shape of its input; nothing, if not overridden. */
  protected get inputSpec(): InputSpec {
    return {};
  }

  /**
   * Refuses an input of a shape that `inputSpec` does not allow; for `build` and `computeOutputShape`.
   *
   * @throws {ShapeError} if it is one.
   */
  protected checkInput(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
  }

  /** The shape of its input with the batch, `[null, ...]`, where it is known before any call. */
  get inputShape(): PartialShape | null {
    return this.#inputShape;
  }

  /** Whether it has its weights. */
  get built(): boolean {
    return this.#builtShapes !== null;
  }

  /** The shape of the input, of several the first, for which it was built, if it is. */
  get builtShape(): PartialShape | null {
    return this.#builtShapes?.[0] ?? null;
  }

  /** The shapes of all inputs for which it was built, if it is. */
  get builtShapes(): readonly PartialShape[] | null {
    return this.#builtShapes;
  }

  /**
   * Builds it, unless it is built.
   *
   * @throws {ShapeError} if it does not take inputs of this shape.
   */
  ensureBuilt(inputShape: PartialShape, ...others: PartialShape[]): void {
    checkInputs(`${this}`, this.inputSpec, [inputShape, ...others]);
    if (this.built) return;
    attempt(() => {
      const done = inside(this, () => this.build(inputShape, ...others));
      checkDone(`build ${this}`, done);
      this.#builtShapes ??= [inputShape, ...others];
    }, () => {
      this.#builtShapes = null;
      this.dropWeights();
    });
  }

  /**
   * Calls it: builds it the first time, checks the input, and frees all but the output and what tapes need. Layers that
   * merge take an array of inputs.
   *
   * @throws {TypeError} if there are arguments or options that nobody reads, such as further inputs.
   * @throws {ShapeError} if it does not take inputs of this shape.
   */
  apply(
    x: TensorLike | readonly TensorLike[],
    options: CallOptions = {},
  ): Tensor {
    const { training } = arguments.length > 1
      ? readCall(`${this}`, arguments, options)
      : options;
    const [input, ...others] = toTensors(`${this}`, isList(x) ? [...x] : [x]);
    const fresh = !this.built;
    if (fresh) checkFunction(`apply ${this}`, this.call, "a method call");
    this.ensureBuilt(input?.shape, ...others.map((other) => other.shape));
    const call = () => inside(this, () => this.call(input, ...others));
    const output = runCall(() => {
      const output = withTraining(training ?? inTraining(), call);
      if (!(output instanceof Tensor)) {
        throw new TypeError(
          `Cannot apply ${this}: expected call to return a tensor, received ${
            quote(output)
          }`,
        );
      }
      this.#penalize(output);
      return output;
    });
    if (!this.#held) this.#held = noticeCall(this, fresh);
    if (!this.#told && atWork().length === 0) {
      this.#told = true;
      checkPaths(this, this.weights);
    }
    return output;
  }

  #penalize(output: Tensor): void {
    if (!this.activityRegularizer) return;
    const penalty = this.activityRegularizer.call(output);
    const [batch = 1] = output.shape;
    this.addLoss(batch > 0 ? div(penalty, batch) : penalty);
  }

  /**
   * Adds a scalar to `losses`; for `call`.
   *
   * @throws {ShapeError} if its shape is not [].
   */
  addLoss(loss: Tensor): void {
    checkArgumentCount(`add a loss of ${this}`, arguments, 1);
    checkScalar(`add a loss of ${this}`, loss);
    this.#callLosses.add(loss);
  }

  /**
   * What is to be added to the loss. First what calls have left, the penalties of activities among it, in this layer and
   * then in those in it: while a tape records, all that its recording has seen. Then the penalties of the trainable
   * weights, computed now.
   */
  get losses(): Tensor[] {
    const left = this.modules.flatMap((module) =>
      module instanceof Layer ? module.#callLosses.current : []
    );
    const penalties = this.trainableVariables.flatMap((weight) => {
      if (!weight.regularizer) return [];
      using scope = new Scope();
      const penalty = weight.regularizer.call(weight.value);
      checkScalar(`regularize ${weight.path}`, penalty);
      return [scope.keep(scope.owns(penalty) ? penalty : alias(penalty))];
    });
    return [...left, ...penalties];
  }

  /**
   * The shape of the output for inputs of a shape, `null` where it is not known. A layer that does not override it is
   * built, and tried on zeros.
   */
  computeOutputShape(
    inputShape: PartialShape,
    ...others: PartialShape[]
  ): PartialShape {
    this.ensureBuilt(inputShape, ...others);
    return tryShape(this, [inputShape, ...others]);
  }

  /** Its summary: a line, or a table of the layers in it. */
  summary(): string {
    checkArgumentCount(`summarize ${this}`, arguments, 0);
    const layers = this.children.filter((child) => child instanceof Layer);
    return summaryOf(this, layers);
  }

  /** Keras's arguments, from which `fromConfig` makes the same layer without its weights. */
  getConfig(): Config {
    return configOf(this);
  }

  /**
   * Makes a layer from Keras's arguments, of Keras 3 or of tf.keras; classes and functions of the user's own are looked up
   * in `customObjects`.
   */
  static readonly fromConfig: typeof Configured.fromConfig =
    Configured.fromConfig;
}

function isList(
  x: TensorLike | readonly TensorLike[],
): x is readonly TensorLike[] {
  return Array.isArray(x);
}
