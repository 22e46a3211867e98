/** The model: a layer that is compiled, trained, evaluated and asked. */

import type { RichText } from "../config/rich_text.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { type ConfigurableClass, fromConfig } from "../config/configurable.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount, isOptions } from "../config/options.ts";
import {
  type AnySchema,
  refuse,
  type Row,
  type Schema,
} from "../config/schema.ts";
import type { Config, CustomObjects } from "../config/serialization.ts";
import type { InputSpec } from "../layers/input_spec.ts";
import { Operation } from "../layers/operation.ts";
import {
  type SummaryOptions,
  summaryTable,
} from "../layers/summary/summary.ts";
import { isSymbolic, SymbolicTensor, type Symbols } from "../layers/symbol.ts";
import type { Module } from "../variables/module.ts";
import type { PartialShape } from "../variables/shapes.ts";
import { readGraph, writeGraph } from "./functional_config.ts";
import { Graph, graphs } from "./graph.ts";
import { Trainable } from "./trainable.ts";
import { findLayer, type LayerPlace } from "./find_layer.ts";
import { saveModel } from "./weights/other_forms.ts";
import { loadWeights, saveWeights } from "./weights/weights_file.ts";
import { Layer } from "../layers/layer.ts";
import type { LayerOptions } from "../layers/layer_options.ts";

/**
 * The options of a model: every layer's, and the ends of a graph, if it is one.
 * @category Models
 */
export interface ModelOptions extends LayerOptions {
  /** What a graph of layers leads from: what `Input` gives, or a list of it. */
  readonly inputs?: Symbols | null;
  /** What it leads to: what layers give. */
  readonly outputs?: Symbols | null;
}

/** The graph of a model, if it is one. */
export function graphOf(model: object): Graph | undefined {
  return graphs.get(model);
}

/** A row of symbols. */
export const symbols: Row<Symbols | null, readonly SymbolicTensor[] | null> = {
  read(value, place) {
    if (value === undefined || value === null) return null;
    if (value instanceof SymbolicTensor) return [value];
    if (isSymbolic(value)) return value as readonly SymbolicTensor[];
    return refuse(place, "what Input and layers give, or a list of it", value);
  },
  write: () => undefined,
};

/**
 * Keras's Model: a layer that is trained by `compile` and `fit`. It is the graph between `inputs` and `outputs`; or derive
 * from it and override `call`. Override `trainStep` for a step of your own.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * class Autoencoder extends dg.Model {
 *   readonly encoder = new dg.layers.Dense({ units: 2, activation: "relu" });
 *   readonly decoder = new dg.layers.Dense({ units: 4 });
 *   override call(x: dg.Tensor): dg.Tensor {
 *     return this.decoder.apply(this.encoder.apply(x));
 *   }
 * }
 *
 * const model = new Autoencoder();
 * model.compile({ optimizer: "adam", loss: "mse" });
 * const x = dg.randomNormal([64, 4]);
 * const { history } = await model.fit(x, x, { epochs: 5, verbose: 0 });
 * assert(history.loss[4] < history.loss[0]);
 * ```
 *
 * @category Models
 */
export class Model<
  Options extends object = ModelOptions,
  Leading extends readonly unknown[] = ["inputs", "outputs"],
> extends Trainable<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    inputs: symbols,
    outputs: symbols,
  } satisfies Schema<ModelOptions, LayerOptions>;
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["inputs", "outputs"];
  /** What its graph leads from, if it is one. */
  declare readonly inputs: readonly SymbolicTensor[] | null;
  /** What its graph leads to, if it is one. */
  declare readonly outputs: readonly SymbolicTensor[] | null;

  /**
   * Finds the layers between inputs and outputs.
   *
   * @throws {ValueError} if there are inputs without outputs, or an output depends on something else than the inputs.
   */
  protected override checkOptions(): void {
    const { inputs, outputs } = this;
    if (!inputs !== !outputs) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected inputs and outputs, received ${
          inputs ? "inputs" : "outputs"
        } alone`,
      );
    }
    if (!inputs || !outputs) return;
    graphs.set(this, new Graph(inputs, outputs));
    const [first, ...others] = inputs.map(({ shape }) => shape);
    this.build(first, ...others);
  }

  get #graph(): Graph | undefined {
    return graphs.get(this);
  }

  /** Its layers: those of the graph, without its ops, or those in its properties. */
  get layers(): Layer[] {
    return this.children.filter((child) => child instanceof Layer)
      .filter((layer) => !(layer instanceof Operation));
  }

  /** What there is to say of it, the number of its layers first. */
  protected override facts(): [name: string, value: string][] {
    return [["layers", `${this.layers.length}`], ...super.facts()];
  }

  /**
   * The layer of a name, or of a place among `layers`: `getLayer("dense")`, `getLayer({ index: 0 })`.
   *
   * @throws {ValueError} if there is none.
   */
  getLayer<L extends Layer = Layer>(which: string | LayerPlace): L {
    checkArgumentCount(`get a layer of ${this}`, arguments, 1);
    return findLayer(`get a layer of ${this}`, this.layers, which) as L;
  }

  /** What it holds: the layers of its graph, and what lies in its properties. */
  protected override get children(): Module[] {
    return [...graphs.get(this)?.layers ?? [], ...super.children];
  }

  /** As many inputs as the graph has; of a class of one's own any number. */
  protected override get inputSpec(): InputSpec {
    const count = this.#graph?.inputs.length;
    return count === undefined ? {} : { minInputs: count, maxInputs: count };
  }

  /** The outputs of the graph; a class of one's own overrides it. */
  override call(x: Tensor, ...others: unknown[]): Tensor | readonly Tensor[] {
    if (this.#graph) {
      const outputs = this.#graph.run([x, ...others as Tensor[]]);
      return outputs.length === 1 ? outputs[0] : outputs;
    }
    throw new ValueError(
      `Cannot call ${this}: expected a model of inputs and outputs, or a class with a call of its own, received neither`,
    );
  }

  /** The shapes of the outputs. */
  override computeOutputShapes(
    inputShape: PartialShape,
    ...others: PartialShape[]
  ): readonly PartialShape[] {
    return this.#graph?.shapes([inputShape, ...others]) ??
      super.computeOutputShapes(inputShape, ...others);
  }

  /** What its graph leads from: a symbol, or a list of them; of a class of one's own what it was first called on. */
  override get input(): Symbols {
    return only(this.inputs) ?? super.input;
  }

  /** What its graph leads to: a symbol, or a list of them; of a class of one's own what its first call gave. */
  override get output(): Symbols {
    return only(this.outputs) ?? super.output;
  }

  /** The names of its inputs, by which data may be given; a class of one's own has none. */
  get inputNames(): readonly string[] {
    return this.#graph?.inputs.map(({ node }) => node.layer.name) ?? [];
  }

  /** The names of its outputs, by which losses, metrics and targets may be given. */
  override get outputNames(): readonly string[] {
    return this.#graph?.outputs.map(({ node }) => node.layer.name) ??
      [this.name];
  }

  /**
   * Writes it whole, with how it is compiled and the state of its optimizer, to a file that ends with `.keras`, `.h5` or `.onnx`, as
   * `saveModel` of `@decograd/decograd/saving` does, which the program has to import.
   *
   * @throws {ValueError} if it has not, the path ends with something else, or the model is not built.
   */
  save(path: string | URL): Promise<void> {
    checkArgumentCount(`save ${this}`, arguments, 1);
    return saveModel(this, path);
  }

  /**
   * Writes its weights to a file that ends with `.safetensors`, whole or not at all. In a program with
   * `import "@decograd/decograd/saving"` it may be one of Keras's `.weights.h5` and `.h5`, or `.npz`, too.
   *
   * @throws {ValueError} if the path ends with something else, or the model is not built.
   */
  saveWeights(path: string | URL): Promise<void> {
    checkArgumentCount(`save the weights of ${this}`, arguments, 1);
    return saveWeights(this, path);
  }

  /**
   * Puts weights of a file that `saveWeights`, ModelCheckpoint or `saveCheckpoint` has written in their places, all or
   * none; in a program with `import "@decograd/decograd/saving"` of all that its `loadWeights` reads.
   *
   * @throws {ValueError} if the file is not there, or has other weights than the model, which has to be built.
   * @throws {TypeError} if it is no whole file of weights.
   */
  loadWeights(path: string | URL): Promise<void> {
    checkArgumentCount(`load the weights of ${this}`, arguments, 1);
    return loadWeights(this, path);
  }

  /** Its summary: a table of its layers, of a graph with what each is called on, and of the sizes of all weights. */
  override summary(options?: SummaryOptions): RichText {
    checkArgumentCount(`summarize ${this}`, arguments, 1);
    const layers = this.children.filter((child) => child instanceof Layer);
    const extras = {
      connections: this.#graph?.connections,
      outputShapes: this.#graph?.outputShapes,
      optimizer: this.compiled ? this.optimizer.variables : [],
    };
    return summaryTable(this, layers, extras, options);
  }

  /** Keras's arguments: of a graph its layers, and their calls. */
  override getConfig(): Config {
    const config = super.getConfig();
    if (!this.#graph) return config;
    const { name, trainable } = config;
    return { name, trainable, ...writeGraph(this.#graph) };
  }

  /** Makes a model from Keras's arguments; classes and functions of the user's own are looked up in `customObjects`. */
  static override fromConfig<T>(
    this: ConfigurableClass<T>,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkArgumentCount(`make ${this.name}`, arguments, 2);
    if (!isOptions(config) || !("layers" in config)) {
      return fromConfig(this, config, customObjects);
    }
    const { layers, input_layers, output_layers, ...rest } = config;
    const ends = readGraph(
      { layers, input_layers, output_layers },
      customObjects,
    );
    return fromConfig(this, { ...rest, ...ends });
  }
}

function only(symbols: readonly SymbolicTensor[] | null): Symbols | null {
  return symbols?.length === 1 ? symbols[0] : symbols;
}
