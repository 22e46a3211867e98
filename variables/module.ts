/** The module: a tree of things that own variables. */

import { shorten, ValueError } from "../config/errors.ts";
import { stopGradient } from "../autograd/ops/alias.ts";
import type { TensorLike } from "../autograd/op.ts";
import { refusalOfJSON } from "../autograd/plain.ts";
import { Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { checkArgumentCount, checkArray } from "../config/options.ts";
import type { OptionsArguments } from "../config/schema.ts";
import { SHOWN, Shown, withFacts } from "../config/shown.ts";
import { fitting } from "./fitting.ts";
import { prefixOf } from "./naming.ts";
import { readTrainable } from "./rows.ts";
import type { Constraint } from "./constraints/mod.ts";
import type { Initializer } from "./initializers/mod.ts";
import { isPart } from "./parts.ts";
import type { Regularizer } from "./regularizers/mod.ts";
import type { PartialShape } from "./shapes.ts";
import { flatten, heldBy } from "./tracking.ts";
import { Variable } from "./variable.ts";
import { makeWeight, type WeightOptions } from "./weight.ts";

/** Weights that were freed to be made again. */
const dropped = new WeakSet<Variable>();

const refuseJSON = refusalOfJSON(
  "a layer",
  "its config, which getConfig() gives, or its weights, which getWeights() gives",
);

/**
 * Owns the variables that it makes with `addWeight`, and those in its properties; the modules in its properties are its
 * children. It looks into arrays, maps, sets and other objects there; what lies in `#private` properties it does not
 * see, and a layer that is called from there in training is warned of.
 *
 * @category Variables
 */
export abstract class Module extends Shown implements Disposable {
  /** Its name. */
  abstract readonly name: string;
  /** Whether it has its weights. */
  abstract get built(): boolean;
  /**
   * Refuses to write it as JSON, which would lose its weights; `structuredClone` and `postMessage` refuse it too.
   *
   * @throws {TypeError} whenever it is called.
   */
  readonly toJSON: () => never = refuseJSON;
  readonly #weights = new Map<string, Variable>();
  #prefix: string | null = null;
  #trainable: boolean;

  /** Begins without variables. */
  constructor(trainable = true) {
    super();
    this.#trainable = readTrainable(
      `make ${this.constructor.name}`,
      trainable,
    );
  }

  /** The modules directly in it. */
  protected get children(): Module[] {
    return heldBy(this, isModule, isVariableOrPart);
  }

  /** Itself and all that is in it, each once: parents first, children in the order of their properties. */
  get modules(): Module[] {
    return flatten<Module>(this, (module) => module.children);
  }

  /** The path of its weights, without their own names. */
  protected get pathPrefix(): string {
    return this.#prefix ??= prefixOf(
      this,
      (one) => one instanceof Module ? one.children : [],
    );
  }

  /**
   * Makes a weight of its own; for `build`. Its shape, and then its initializer, may stand before the other options.
   *
   * @throws {TypeError} if the options are no object of options, or one is unknown.
   * @throws {ValueError} if another of its weights has the name.
   */
  addWeight(
    ...options: OptionsArguments<WeightOptions, ["shape", "initializer"]>
  ): Variable {
    const weight = makeWeight(this.pathPrefix, options, this.#weights);
    weight.frozen = !this.#trainable;
    this.#weights.set(weight.name, weight);
    return weight;
  }

  /**
   * Makes a weight of what its options say: `kernel` begins as the property `kernelInitializer` does, and has its
   * `kernelRegularizer` and `kernelConstraint`. Where the options are named after something else, `named` says so.
   */
  protected makeWeight(
    name: string,
    shape: PartialShape,
    named: string = name,
  ): Variable {
    const options = this as unknown as Readonly<Record<string, unknown>>;
    const of = (part: string) => options[`${named}${part}`];
    return this.addWeight({
      name,
      shape,
      initializer: of("Initializer") as Initializer,
      regularizer: of("Regularizer") as Regularizer | null,
      constraint: of("Constraint") as Constraint | null,
    });
  }

  /**
   * The weight of that name that it made.
   *
   * @throws {ReferenceError} if it is not built.
   */
  protected builtWeight(name: string): Variable {
    const weight = this.optionalWeight(name);
    if (weight) return weight;
    throw new ReferenceError(
      `Cannot read the ${name} of ${this}: expected a weight that it makes, received the name of none`,
    );
  }

  /**
   * The weight of that name, or `null` if its options are against it.
   *
   * @throws {ReferenceError} if it is not built.
   */
  protected optionalWeight(name: string): Variable | null {
    const weight = this.#weights.get(name);
    if (weight) return weight;
    if (this.built) return null;
    throw new ReferenceError(
      `Cannot read the ${name} of ${this}: expected it to be built, received a layer without weights (apply builds it and then calls it)`,
    );
  }

  /** Frees the weights that it made, so that they can be made again. */
  protected dropWeights(): void {
    for (const weight of this.#weights.values()) {
      weight[Symbol.dispose]();
      dropped.add(weight);
    }
    this.#weights.clear();
    this.#prefix = null;
  }

  /** Its variables without those of its children, as Keras orders them: those made to be trained before the others. */
  get ownVariables(): Variable[] {
    // A property may still hold one that has been dropped, by this module or by the one it is shared with.
    const held = heldBy(this, isVariable, isModuleOrPart);
    const own = [...this.#weights.values()];
    for (const variable of held) if (!dropped.has(variable)) own.push(variable);
    if (own.every((variable) => variable.madeTrainable)) return own;
    return [
      ...own.filter((variable) => variable.madeTrainable),
      ...own.filter((variable) => !variable.madeTrainable),
    ];
  }

  /**
   * Its variables in Keras's order: its own, those made to be trained before the others, then its children's.
   */
  get weights(): Variable[] {
    const all = this.modules.flatMap((module) => module.ownVariables);
    return [...new Set(all)];
  }

  /** The same: Keras's `variables` without the states of SeedGenerators, which are none here. */
  get variables(): Variable[] {
    return this.weights;
  }

  /** The variables that are trained: none of a module whose `trainable` is false, nor of what is in it. */
  get trainableVariables(): Variable[] {
    const open = (module: Module): boolean => module.#trainable;
    const modules = flatten<Module>(
      this,
      (module) => open(module) ? module.children : [],
    );
    const all = modules.filter(open).flatMap((module) => module.ownVariables);
    return [...new Set(all)].filter((variable) => variable.trainable);
  }

  /** The variables that are not trained. */
  get nonTrainableVariables(): Variable[] {
    const trained = new Set(this.trainableVariables);
    return this.weights.filter((variable) => !trained.has(variable));
  }

  /** Keras's other name for `trainableVariables`. */
  get trainableWeights(): Variable[] {
    return this.trainableVariables;
  }

  /** Keras's other name for `nonTrainableVariables`. */
  get nonTrainableWeights(): Variable[] {
    return this.nonTrainableVariables;
  }

  /** Whether its variables are to be trained. */
  get trainable(): boolean {
    return this.#trainable;
  }

  /** Freezes it and all that is in it, or thaws what was made to be trained. */
  set trainable(value: boolean) {
    this.#trainable = readTrainable(`set ${this}`, value);
    for (const variable of this.ownVariables) variable.frozen = !value;
    for (const child of this.children) child.trainable = value;
  }

  /** The values of its weights, in their order; each its receiver's to dispose. */
  getWeights(): Tensor[] {
    checkArgumentCount(`get the weights of ${this}`, arguments, 0);
    return this.weights.map((variable) => stopGradient(variable));
  }

  /**
   * Puts values into its weights, in their order: all, or none if one does not fit.
   *
   * @throws {ValueError} if there are more or fewer values than weights.
   * @throws {ShapeError} if a value has not its weight's shape.
   */
  setWeights(values: readonly TensorLike[]): void {
    checkArgumentCount(`set the weights of ${this}`, arguments, 1);
    checkArray(`set the weights of ${this}`, values, "an array of tensors");
    const { weights } = this;
    if (values.length !== weights.length) {
      throw new ValueError(
        `Cannot set the weights of ${this}: expected ${weights.length} tensors${
          weights.length === 0 ? " until it is built" : ""
        }, received ${values.length}`,
      );
    }
    using _scope = new Scope();
    // Copied, so that holes count as what they are.
    const tensors = [...values].map((value, i) => fitting(weights[i], value));
    tensors.forEach((tensor, i) => weights[i].assign(tensor));
  }

  /**
   * Number of elements of all its weights.
   *
   * @throws {ValueError} if it is not built.
   */
  countParams(): number {
    checkArgumentCount(`count the parameters of ${this}`, arguments, 0);
    const { weights } = this;
    if (this.built || weights.length > 0) {
      return weights.reduce((sum, variable) => sum + variable.size, 0);
    }
    throw new ValueError(
      `Cannot count the parameters of ${this}: expected it to be built, received a layer that has neither been called nor built`,
    );
  }

  /** Its class and its name, as errors write them. */
  override toString(): string {
    return `${this.constructor.name} "${shorten(String(this.name))}"`;
  }

  /** Frees all its weights; it cannot be used again. */
  [Symbol.dispose](): void {
    for (const variable of this.weights) variable[Symbol.dispose]();
  }

  /** Its class and its name, and how large it is. */
  override [SHOWN](): string {
    return withFacts(`${this}`, this.facts());
  }

  /** What there is to say of it: how large it is. */
  protected facts(): [name: string, value: string][] {
    const { weights } = this;
    const params = weights.reduce((sum, variable) => sum + variable.size, 0);
    return [["params", `${params}`]];
  }
}

function isModule(value: unknown): value is Module {
  return value instanceof Module;
}

function isVariable(value: unknown): value is Variable {
  return value instanceof Variable;
}

function isModuleOrPart(value: unknown): boolean {
  return isPart(value) || isModule(value);
}

function isVariableOrPart(value: unknown): boolean {
  return isPart(value) || isVariable(value);
}
