/** Looking at what one has made never throws, whatever state it is in. */

import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

/** Everything that a console, a notebook or a debugger may do to show a value. */
function show(what: string, value: object): void {
  const shown = [
    () => Deno.inspect(value),
    () => Deno.inspect(value, { depth: 0, colors: true }),
    () => Deno.inspect(value, { depth: 20, showHidden: true, getters: true }),
    () => Deno.inspect({ inside: [value] }),
    () => Deno.inspect(new Map([[value, value]])),
    () => `${value}`,
    () => String(value),
    () => Object.prototype.toString.call(value),
  ];
  for (const look of shown) {
    try {
      const text = look();
      assert(text.length > 0 && !text.includes("Internal Formatting"), text);
    } catch (error) {
      throw new Error(`${what}, by ${look}`, { cause: error });
    }
  }
}

Deno.test("layers show themselves before they are built, after, and disposed", () => {
  for (const [name, { make, given }] of everyLayer) {
    const layer = make();
    show(`${name}, not built`, layer);
    layer.apply(given());
    show(`${name}, built`, layer);
    assert(Deno.inspect(layer).startsWith(name), Deno.inspect(layer));
    layer.weights.forEach((weight) => show(`${name}, a weight`, weight));
    layer[Symbol.dispose]();
    show(`${name}, disposed`, layer);
    layer.weights.forEach((weight) => show(`${name}, disposed`, weight));
  }
});

Deno.test("layers show themselves whose own properties throw", () => {
  class Broken extends dg.layers.Layer {
    override get weights(): dg.layers.Variable[] {
      throw new Error("broken");
    }
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  show("Broken", new Broken());
  show("a layer that never was made", Object.create(Broken.prototype));
  show("Dense, never made", Object.create(dg.layers.Dense.prototype));
});

type Made = new (options?: object) => object;

/** The exported classes that can be made of these options, or of none. */
function made(family: object, options: object): [string, object][] {
  return Object.entries(family).flatMap(([name, Class]) => {
    if (typeof Class !== "function" || !/^[A-Z]/.test(name)) return [];
    for (const given of [{}, options]) {
      try {
        return [[name, new (Class as Made)(given)]];
      } catch {
        // An abstract class, or one that needs other options.
      }
    }
    return [];
  });
}

const needed = {
  numClasses: 3,
  targetClassIds: [0],
  specificity: 0.5,
  sensitivity: 0.5,
  precision: 0.5,
  recall: 0.5,
  initialLearningRate: 0.1,
};

Deno.test("parts, losses, metrics and optimizers show themselves", () => {
  const families: Record<string, object> = {
    initializers: dg.initializers,
    regularizers: dg.regularizers,
    constraints: dg.constraints,
    losses: dg.losses,
    metrics: dg.metrics,
    optimizers: dg.optimizers,
  };
  for (const [family, members] of Object.entries(families)) {
    const all = made(members, needed);
    assert(all.length >= 3, family);
    for (const [name, value] of all) {
      show(name, value);
      if (Symbol.dispose in value) (value as Disposable)[Symbol.dispose]();
      show(`${name}, disposed`, value);
    }
  }
});

Deno.test("trainers, optimizers at work, tapes and tensors show themselves", () => {
  const model = new dg.layers.Dense({ units: 1 });
  const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "mse" });
  show("Trainer, new", trainer);
  const loss = trainer.step(dg.ones([2, 3]), dg.ones([2, 1]));
  show("Trainer", trainer);
  show("optimizer", trainer.optimizer);
  trainer.optimizer[Symbol.dispose]();
  show("optimizer, disposed", trainer.optimizer);
  loss[Symbol.dispose]();
  show("disposed tensor", loss);
  const metric = new dg.metrics.AUC();
  metric.updateState(dg.ones([2, 1]), dg.ones([2, 1]));
  show("AUC", metric);
  const tape = new dg.GradientTape();
  show("tape", tape);
  tape[Symbol.dispose]();
  show("tape, disposed", tape);
});
