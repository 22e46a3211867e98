/** Ranks that do not do as the others: the first argument says how rank 1 differs. */

import * as distributed from "@decograd/decograd/distributed";

const [how, backend = "mpi"] = Deno.args;
const group = await distributed.init({
  backend: backend as "mpi" | "auto",
  warnAfter: 0.2,
  timeout: how === "hang" ? 1 : 60,
});
const { rank } = group;
group.barrier();
if (rank === 1) await differ();
console.log(`${rank}: ${group.allReduce(Float32Array.of(1))[0]}`);

async function differ(): Promise<void> {
  switch (how) {
    case "throw":
      throw new Error("this rank has had enough");
    case "kill":
      Deno.kill(Deno.pid, "SIGKILL");
      break;
    case "exit":
      Deno.exit(3);
      break;
    case "late":
      await new Promise((resolve) => setTimeout(resolve, 1000));
      break;
    case "hang":
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      break;
    case "other":
      group.broadcast(Float32Array.of(1, 2));
  }
}
