/** What each rank gets of exchanges; each prints one line of JSON. */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const group = await distributed.init({ backend: "mpi", timeout: 60 });
const { rank, size } = group;
const isSame = group === await distributed.init();
// A view that is not dense, and begins behind others.
const x = dg.tensor([[0, rank], [1, 2 ** rank]]).transpose().slice([1, 0], [
  1,
  2,
]);
const own = Float64Array.of(rank, 0.1);
const ofAll = ["sum", "mean", "max", "min"] as const;
const joined: Record<string, number[]> = {};
for (const op of ofAll) {
  joined[op] = [...await group.allReduce(x, { op }).data()];
}
group.barrier();
await dg.setBackend("reference");
const double = group.allReduce(dg.tensor([0.1 + rank]));
console.log(JSON.stringify({
  ...{ rank, size, isSame, joined, shape: group.allReduce(x).shape },
  numbers: [...group.allReduce(own)],
  own: [...own],
  from: [...await group.broadcast(x, { root: size - 1 }).data()],
  gathered: [...await group.allGather(x).data()],
  gatheredShape: group.allGather(x).shape,
  scalars: group.allGather(dg.tensor(1)).shape,
  arrays: [...group.allGather(Float32Array.of(rank, rank))],
  none: group.allReduce(new Float32Array(0)).length,
  double: (await double.read())[0],
}));
