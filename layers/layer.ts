/** The layer: how one is built and called, and what every one of them can be asked. */

import type { RichText } from "../config/rich_text.ts";
import { checkArgumentCount, checkFunction } from "../config/options.ts";
import { quote } from "../config/errors.ts";
import { type TensorLike, toTensors } from "../autograd/op.ts";
import { div } from "../autograd/ops/elementwise.ts";
import { currentPlace, inside } from "../autograd/place.ts";
import { Tensor } from "../autograd/tensor.ts";
import { CallLosses, mayHaveLeft, runCall } from "../variables/call_losses.ts";
import { configOf, hold, valuesOf } from "../config/configurable.ts";
import { unusualOptions } from "../config/description.ts";
import { Configured } from "../config/configured.ts";
import type { AnySchema, OptionsArguments } from "../config/schema.ts";
import {
  type CallOptions,
  LAYER_ROWS,
  type LayerOptions,
  readCall,
} from "./layer_options.ts";
import { MixedModule } from "./mixed_module.ts";
import { checkPaths } from "../variables/naming.ts";
import type { Regularizer } from "../variables/regularizers/mod.ts";
import type { Config } from "../config/serialization.ts";
import { checkScalar, type PartialShape } from "../variables/shapes.ts";
import { furtherNames } from "./call_layer.ts";
import {
  callOn,
  endOf,
  isSymbolic,
  type SymbolicTensor,
  type Symbols,
} from "./symbol.ts";
import { penaltiesOf } from "../variables/penalties.ts";
import { withoutResiduals } from "../variables/recompute.ts";
import { summaryLine, summaryTable } from "./summary/summary.ts";
import { inTraining, withTraining } from "../variables/training_phase.ts";
import { noticeCall } from "../variables/unheld.ts";

/** What calls of a layer have left that counts now, and of those in it. */
export let leftLosses: (layer: Layer) => Tensor[];

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
 *
 * @category Layers
 */
export abstract class Layer<
  Options extends object = LayerOptions,
  Leading extends readonly unknown[] = [],
> extends MixedModule {
  /**
   * A row for each option that a class adds to those of the class that it derives from. From the rows follow what its
   * constructor takes, the properties of those names, `getConfig` and `fromConfig`.
   */
  static readonly schema: AnySchema = LAYER_ROWS;
  /** The options that may be given by their places, before the object of the others; the types say so by `Leading`. */
  static readonly leading: readonly string[] = [];
  /** Arguments of Keras's that mean nothing here, with the values that mean nothing. */
  static readonly withoutMeaning: Config = {};
  /** Its name. */
  declare readonly name: string;
  /** What its output is penalised for, divided by the size of the batch. */
  declare readonly activityRegularizer: Regularizer | null;
  /** Whether what its calls need for the gradient is computed again instead of being kept; `recompute` says so. */
  recomputes = false;
  readonly #callLosses = new CallLosses();
  // Whether it has been seen to be held by what calls it, and its weights to have paths of their own.
  #held = false;
  #told = false;

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options, Leading>) {
    const { trainable, inputShape, ...values } = valuesOf(
      new.target,
      options,
    );
    super(trainable as boolean, inputShape as PartialShape | null);
    hold(this, { ...values, dtype: "float32" });
    this.checkOptions();
  }

  /**
   * Refuses options that do not go together. It is called when they have been read, and before a class has its own
   * fields.
   *
   * @throws {ValueError} if there are any.
   */
  protected checkOptions(): void {}

  /**
   * Calls it: builds it the first time, checks the input, and frees all but the output and what tapes need. Layers that
   * merge take an array of inputs.
   *
   * @throws {TypeError} if there are arguments or options that nobody reads, such as further inputs.
   * @throws {ShapeError} if it does not take inputs of this shape.
   */
  apply<Output extends Tensor | readonly Tensor[] = Tensor>(
    x: TensorLike | readonly TensorLike[],
    options?: CallOptions,
  ): Output;
  /** Calls it in a graph: on symbols, which give symbols. */
  apply<
    Output extends SymbolicTensor | readonly SymbolicTensor[] = SymbolicTensor,
  >(
    x: SymbolicTensor | readonly SymbolicTensor[],
    options?: CallOptions,
  ): Output;
  apply(
    x: TensorLike | readonly TensorLike[] | Symbols,
    options: CallOptions = {},
  ): unknown {
    const { training = null, ...named } = arguments.length > 1
      ? readCall(`${this}`, arguments, options, furtherNames(this))
      : options;
    const names = Object.keys(named);
    if (isSymbolic(x)) return callOn(this, x, training, named);
    const fresh = !this.built;
    const [input, ...others] = inside(this, () => {
      const own = isList(x) ? [...x] : [x];
      const further = Object.values(named) as TensorLike[];
      const inputs = toTensors(this, [...own, ...further]);
      if (fresh) checkFunction(`apply ${this}`, this.call, "a method call");
      const [shape, ...others] = inputs.slice(0, own.length)
        .map(({ shape }) => shape);
      this.ensureBuilt(shape, ...others);
      return inputs;
    });
    const trains = training ?? inTraining();
    const call = () =>
      inside(this, () => this.compute([input, ...others], trains, names));
    const output = runCall(() => {
      const trained = () => withTraining(trains, call);
      const output = this.recomputes
        ? withoutResiduals(trained, [input, ...others])
        : trained();
      if (isList(output)) output.forEach((one) => this.#penalize(one));
      else this.#penalize(output);
      return output;
    });
    if (!this.#held) this.#held = noticeCall(this, fresh);
    if (!this.#told && currentPlace() === undefined) {
      this.#told = true;
      checkPaths(this, this.weights);
    }
    return output;
  }

  /**
   * The symbol that it was first called on in a graph, or a list of them.
   *
   * @throws {ValueError} if it has not been called in one.
   */
  get input(): Symbols {
    return endOf(this, "input");
  }

  /**
   * The symbol that its first call in a graph gave, or a list of them: with it another graph can begin or end there.
   *
   * @throws {ValueError} if it has not been called in one.
   *
   * @example
   * ```ts
   * import * as dg from "@decograd/decograd";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new dg.Sequential([new dg.layers.Dense(4, { name: "code" })]);
   * const code = model.layers[0], x = dg.Input([3]);
   * const encoder = new dg.Model(x, code.apply(x));
   * assertEquals(encoder.output, code.output);
   * ```
   */
  get output(): Symbols {
    return endOf(this, "output");
  }

  #penalize(output: unknown): void {
    if (!(output instanceof Tensor)) {
      throw new TypeError(
        `Cannot apply ${this}: expected call to return a tensor, received ${
          quote(output)
        }`,
      );
    }
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
    return [...leftLosses(this), ...penaltiesOf(this.trainableVariables)];
  }

  static {
    leftLosses = (layer) => {
      if (!mayHaveLeft()) return [];
      return layer.modules.flatMap((module) =>
        module instanceof Layer ? module.#callLosses.current : []
      );
    };
  }

  /** What there is to say of it: its options that are not as usual, what it gives, and how large it is. */
  protected override facts(): [name: string, value: string][] {
    return [...unusualOptions(this), ...super.facts()];
  }

  /** Its summary: a line, or a table of the layers in it. */
  summary(): RichText {
    checkArgumentCount(`summarize ${this}`, arguments, 0);
    const layers = this.children.filter((child) => child instanceof Layer);
    return layers.length > 0 ? summaryTable(this, layers) : summaryLine(this);
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

function isList<T>(x: T | readonly T[]): x is readonly T[] {
  return Array.isArray(x);
}
