/** Looking at what one has made never throws, whatever state it is in. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { inspect as inNode } from "node:util";
import * as dg from "@decograd/decograd";
import { everyObject } from "../helpers/exports.ts";
import { everyLayer } from "../helpers/every_layer.ts";

/** Everything that a console, a notebook or a debugger may do to show a value. */
function show(what: string, value: object): void {
  const shown = [
    () => Deno.inspect(value),
    () => Deno.inspect(value, { depth: 0, colors: true }),
    () => Deno.inspect(value, { depth: 20, showHidden: true, getters: true }),
    () => Deno.inspect({ inside: [value] }),
    () => inNode(value),
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

Deno.test("an object of every class that is exported shows itself, and what it shows in a notebook", async () => {
  const all = await everyObject();
  assert(all.length > 200, `${all.length}`);
  for (const [path, object] of all) {
    show(path, object);
    const display = Reflect.get(object, Symbol.for("Jupyter.display"));
    if (!display) continue;
    const forms = await display.call(object);
    assertEquals(typeof forms["text/plain"], "string", path);
    if (Symbol.dispose in object) (object as Disposable)[Symbol.dispose]();
    show(`${path}, disposed`, object);
  }
});

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

Deno.test("models, symbols, datasets and callbacks show themselves, built and not", async () => {
  class Own extends dg.Model {
    readonly dense = new dg.layers.Dense({ units: 2 });
    override call(x: dg.Tensor): dg.Tensor {
      return this.dense.apply(x);
    }
  }
  const x = dg.Input({ shape: [3] });
  const graph = new dg.Model({ inputs: x, outputs: x.mul(2) });
  const empty = new dg.Sequential();
  const own = new Own();
  for (const one of [x, graph, empty, own]) show("not built", one);
  own.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const history = await own.fit(dg.ones([4, 3]), dg.ones([4, 2]), {
    verbose: 0,
  });
  const others = {
    own,
    history,
    dataset: new dg.data.Dataset([1]),
    batch: new dg.Batch([dg.ones([1])]),
    stopping: new dg.callbacks.EarlyStopping(),
    seeds: new dg.SeedGenerator(),
  };
  for (const [name, one] of Object.entries(others)) show(name, one);
});

Deno.test("what is shown are the options that are not as usual, and what has come of them", () => {
  const { Conv2D, Dense } = dg.layers;
  const layer = new Conv2D({
    name: "c",
    filters: 2,
    kernelSize: 3,
    padding: "valid",
    activation: "relu",
    kernelInitializer: "he_normal",
    biasRegularizer: new dg.regularizers.L2({ l2: 0.5 }),
  });
  assertEquals(
    Deno.inspect(layer),
    'Conv2D "c" { kernelSize: [3, 3], activation: "relu", biasRegularizer: L2 { l2: 0.5 }, kernelInitializer: HeNormal, filters: 2, built: false }',
  );
  layer.apply(dg.zeros([1, 5, 5, 1]));
  assertMatch(Deno.inspect(layer), /output: \[1, 3, 3, 2\], params: 20 \}$/);
  const model = new dg.Sequential([new Dense({ units: 2, inputShape: [3] })], {
    name: "m",
  });
  assertEquals(
    Deno.inspect(model),
    'Sequential "m" { layers: 1, output: [null, 2], params: 8 }',
  );
  const parts: [object, string][] = [
    [new dg.initializers.RandomNormal(), "RandomNormal {}"],
    [new dg.initializers.RandomNormal({ seed: 3 }), "RandomNormal { seed: 3 }"],
    [new dg.losses.Huber({ delta: 2 }), 'Huber "huber_loss" { delta: 2 }'],
    [new dg.metrics.AUC({ name: "a" }), 'AUC "a" {}'],
    [
      new dg.metrics.AUC({ name: "b", thresholds: [0.5] }),
      'AUC "b" { thresholds: [0.5] }',
    ],
  ];
  for (const [part, text] of parts) {
    assertEquals(
      Deno.inspect(part).replace("[-1e-7, 0.5, 1.0000001]", "[0.5]"),
      text,
    );
  }
});

Deno.test("looking at layers draws no random numbers, and calls none of them", () => {
  const calls: number[] = [];
  const layer = new dg.layers.Lambda({
    function: (x) => {
      calls.push(x.size);
      return x;
    },
  });
  const dense = new dg.layers.Dense({ units: 1 });
  layer.ensureBuilt([null, 2]);
  const draw = (look: () => void) => {
    dg.setRandomSeed(1);
    look();
    return new dg.initializers.RandomNormal().seed;
  };
  const undisturbed = draw(() => {});
  assertEquals(draw(() => show("layers", [layer, dense])), undisturbed);
  assertEquals(calls, []);
});
