/** Says what there is by name: classes, functions that may stand for parts of models, and what names follow from theirs. */

import * as dg from "@decograd/decograd";
import * as activations from "@decograd/decograd/activations";
import * as blas from "@decograd/decograd/backends/blas";
import * as callbacks from "@decograd/decograd/callbacks";
import * as constraints from "@decograd/decograd/constraints";
import * as data from "@decograd/decograd/data";
import * as datasets from "@decograd/decograd/datasets";
import * as distributed from "@decograd/decograd/distributed";
import * as initializers from "@decograd/decograd/initializers";
import * as layers from "@decograd/decograd/layers";
import * as losses from "@decograd/decograd/losses";
import * as metrics from "@decograd/decograd/metrics";
import * as optimizers from "@decograd/decograd/optimizers";
import * as pretrained from "@decograd/decograd/pretrained";
import * as regularizers from "@decograd/decograd/regularizers";
import * as saving from "@decograd/decograd/saving";
import { METHOD_NAMES as METHODS } from "../../autograd/ops/chain.ts";
import * as builtIn from "../../layers/built_in.ts";

/** What stands for no part of a model. */
const HELPERS = ["get", "serialize", "deserialize", "frechetDistance"];
/** Functions of a shape, as initializers are. */
const MAKERS = [
  ...["ones", "zeros", "randomNormal", "randomUniform", "truncatedNormal"],
];

type Room = Readonly<Record<string, unknown>>;
type Made = [key: string, made: abstract new () => object];
type Named = readonly [key: string, name: string];

const families = {
  ...{ constraints, initializers, losses, metrics, optimizers, regularizers },
  schedules: optimizers.schedules,
};
const rooms: Readonly<Record<string, Room>> = {
  ...{ dg, ...families, activations, callbacks, layers },
  ...{ blas, data, datasets, distributed, pretrained, saving },
};

/** What can be called in a room: classes, or functions. */
function callable(room: Room, wanted: "class" | "function"): Made[] {
  return Object.entries(room).filter((entry): entry is Made => {
    const [, made] = entry;
    if (typeof made !== "function") return false;
    return /^class\b/.test(`${made}`) === (wanted === "class");
  });
}

/** Without those that others derive from: nobody reads their names. */
function namesOfClasses(): Named[] {
  const all = Object.values(rooms).flatMap((room) => callable(room, "class"));
  const isBase = (made: Made[1]) =>
    all.some(([, one]) => one.prototype instanceof made);
  return all.filter(([, made]) => !isBase(made)).map(named);
}

/** Of ops, of what makes tensors, and of the rooms of functions. */
function namesOfFunctions(): Named[] {
  const ops = callable(dg, "function").filter(([key]) =>
    METHODS.includes(key) || MAKERS.includes(key)
  );
  const others = [losses, metrics, activations]
    .flatMap((room) => callable(room, "function"))
    .filter(([key]) => !HELPERS.includes(key));
  return [...ops, ...others].map(named);
}

function named([key, made]: readonly [string, { name: string }]): Named {
  return [key, made.name];
}

/** What families say of what is none of their members. */
function refusals(): string[] {
  return Object.values(families).map(({ serialize }) => {
    try {
      return JSON.stringify(Reflect.apply(serialize, null, [dg.ones([1])]));
    } catch (error) {
      return (error as Error).message;
    }
  });
}

const model = new dg.Sequential([
  new dg.layers.Conv2D({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),
  new dg.layers.MaxPool2D({ poolSize: 2 }),
  new dg.layers.BatchNormalization(),
  new dg.layers.Conv2DTranspose({
    ...{ filters: 2, kernelSize: 2, kernelInitializer: dg.ones },
  }),
  new dg.layers.Flatten(),
  new dg.layers.Dense({ units: 1, activation: "relu" }),
]);
model.compile({
  optimizer: "adam",
  loss: dg.losses.huber,
  metrics: ["auc", dg.losses.dice, new dg.metrics.MeanIoU({ numClasses: 2 })],
});
const { history } = await model
  .fit(dg.ones([2, 4, 4, 1]), dg.ones([2, 1]), { verbose: 0 });

console.log(JSON.stringify({
  tables: [
    ...Object.values(families).flatMap((room) =>
      "classes" in room ? Object.entries(room.classes) : []
    ),
    ...Object.entries(builtIn),
    ...Object.entries({ Model: dg.Model, Sequential: dg.Sequential }),
  ].map(named),
  classes: namesOfClasses(),
  functions: namesOfFunctions(),
  refusals: refusals(),
  layers: model.layers.map(({ name }) => name),
  weights: model.weights.map(({ path }) => path),
  state: (await model.optimizer.getState()).map(({ path }) => path),
  history: Object.keys(history),
  config: dg.layers.serialize(model),
  loss: dg.losses.serialize(dg.losses.get(dg.losses.huber)),
  shown: [`${model}`, `${model.layers[0]}`, `${dg.losses.get(dg.losses.dice)}`],
}));
