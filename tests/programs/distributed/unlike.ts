/** Ranks whose models or numbers are not alike: the first argument says how rank 1 differs. */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const [how] = Deno.args;
const group = await distributed.init({ backend: "mpi", timeout: 60 });
const isOther = group.rank === 1;
await dg.setBackend("wasm", { threads: 1 });
const units = isOther && how === "shape" ? 5 : 4;
const model = new dg.Sequential([
  new dg.layers.Dense({ units, name: "first", inputShape: [2] }),
  new dg.layers.Dense({ units: 1, name: "last" }),
]);
const optimizer = new distributed.DistributedOptimizer("sgd");
model.compile({ optimizer, loss: "mse" });
const x = new Float32Array(64).fill(isOther && how === "nan" ? NaN : 1);
const steps = isOther && how === "steps" ? 1 : 2;
await model.fit({ shape: [32, 2], data: x }, dg.ones([32, 1]), {
  ...{ batchSize: 32 / steps, epochs: 1, verbose: 0, shuffle: false },
});
console.log(`${group.rank}: trained`);
