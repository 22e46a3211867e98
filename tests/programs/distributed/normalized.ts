/** BatchNormalization over the samples of all ranks: rank 0 prints outputs, gradients and moving statistics for the whole batch. */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const [backend = "mpi"] = Deno.args;
const group = await distributed.init({ backend: backend as "mpi" | "none" });
// In float64, so that nothing but the formulas can differ.
await dg.setBackend("reference");
const layer = new dg.layers.BatchNormalization({
  ...{ synchronized: true, momentum: 0.5 },
});
const all = dg.randomNormal([8, 3], { seed: 1 }).add(dg.tensor([1, 2, 3]));
const weights = dg.randomNormal([8, 3], { seed: 2 });
const count = 8 / group.size, start = [count * group.rank, 0];
const [x, w] = [all, weights].map((one) => one.slice(start, [count, 3]));
layer.build([null, 3]);
const { gradients } = dg.valueAndGrad(
  () => layer.apply(x, { training: true }).mul(w).square().mean(),
  [x, ...layer.trainableVariables],
);
const [ofInput, ...ofWeights] = gradients;
const told = {
  y: [
    ...await group.allGather(layer.apply(x, { training: true })).read(),
  ],
  // Each rank's loss is a part of the mean of all.
  dx: [...await group.allGather(ofInput.div(group.size)).read()],
  dw: await Promise.all(
    ofWeights.map(async (one) => [
      ...await group.allReduce(one, { op: "mean" }).read(),
    ]),
  ),
  mean: [...await layer.movingMean.value.read()],
  variance: [...await layer.movingVariance.value.read()],
};
if (group.rank === 0) console.log(JSON.stringify(told));
