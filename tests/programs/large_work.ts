/** A product, on the backend and of the size that are named: of 1,024 it is work for threads. */

import * as dg from "@decograd/decograd";

const [name, size] = Deno.args;
await dg.setBackend(name as dg.BackendName);
const a = dg.ones([Number(size), Number(size)]);
const layer = new dg.layers.Dense({
  units: Number(size),
  kernelInitializer: "ones",
});
const [first] = await layer.apply(a).data();
console.log(dg.backendInfo().name, first);
