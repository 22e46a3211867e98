/** Ranks that do not do as the others: the first argument says how rank 1 differs; of several, the others are alike. */

import * as distributed from "@decograd/decograd/distributed";

const [how, backend = "mpi"] = Deno.args;
const group = await distributed.init({
  backend: backend as "mpi" | "auto",
  warnAfter: 0.2,
  timeout: /^(hang|stop)/.test(how) ? 2 : 60,
});
const { rank, communicator } = group;
if (how === "late to join") {
  await new Promise((resolve) => setTimeout(resolve, 500 * rank));
}
group.barrier();
if (how === "stop amid") {
  const elements = new Float32Array(new SharedArrayBuffer(2 ** 26));
  const pending = communicator?.allReduce("a long exchange", elements, "sum");
  if (rank === 1) stop();
  pending?.end();
}
if (rank === 1) await differ();
console.log(`${rank}: ${group.allReduce(Float32Array.of(1))[0]}`);

/** Stops the process, all threads of it, as a debugger would, or a machine that swaps. */
function stop(): void {
  const { raise } = Deno.dlopen("libc.so.6", {
    raise: { parameters: ["i32"], result: "i32" },
  }).symbols;
  raise(19);
}

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
    case "stop":
      stop();
      break;
    case "hang":
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      break;
    case "other":
      group.broadcast(Float32Array.of(1, 2));
  }
}
