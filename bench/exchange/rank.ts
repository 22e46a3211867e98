/** The same through the library: the arguments are the rounds, and numbers of floats; rank 0 prints milliseconds. */

import * as distributed from "../../distributed/mod.ts";

const [rounds, ...counts] = Deno.args.map(Number);
const { rank, communicator } = await distributed.init({ backend: "mpi" });
if (!communicator) throw new Error("Cannot exchange: expected several ranks");
for (const count of counts) {
  const numbers = new Float32Array(new SharedArrayBuffer(4 * count));
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    communicator.meet("measure an exchange");
    const began = performance.now();
    communicator.allReduce("exchange", numbers, "sum").end();
    least = Math.min(least, performance.now() - began);
  }
  if (rank === 0) console.log(least.toFixed(3));
}
