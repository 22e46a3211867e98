/** Waits for a worker that takes its time, longer than the pool is patient if the process is stopped meanwhile. */

import { i32, type ModuleBuilder } from "../../backends/wasm/assembler/mod.ts";
import { KernelCache } from "../../backends/wasm/kernel_cache.ts";
import { LinearMemory } from "../../backends/wasm/memory.ts";
import { ThreadPool } from "../../backends/wasm/threads/pool.ts";

/** What stands for the workspace of the main thread. */
const MAIN = 4096;
const [patience, rounds] = Deno.args.map(Number);

const memory = new LinearMemory({ shared: true });
const kernels = new KernelCache(memory);
using pool = new ThreadPool({
  ...{ memory, kernels, threads: 2, workspaceBytes: 64, patience },
});

/** A worker says that it has come and counts; the main thread waits until it has come. */
function counting(module: ModuleBuilder) {
  const workspace = module.importAddress("workspace");
  const params = { flag: "pointer" } as const;
  const run = module.define({ params }, (f, { flag }) => {
    f.if(i32.eq(workspace, MAIN), () => {
      f.while(i32.eqz(i32.load(flag)), () => {});
    }, () => {
      f.do(i32.store(flag, 1));
      f.while(
        i32.ltS(i32.load(flag), rounds),
        () => f.do(i32.store(flag, i32.add(i32.load(flag), 1))),
      );
    });
  });
  return { run };
}

const { run } = kernels.get("count", counting, () => MAIN);
const nothing = kernels.get("nothing", (module) => ({
  run: module.define({ params: {} }, () => {}),
}), () => MAIN).run.bind({});
while (pool.ready === 0) {
  pool.run([[nothing], [nothing]], { ownBytes: 0, mayStart: true });
}

const flag = memory.allocate(64);
memory.i32[flag / 4] = 0;
Deno.stdout.writeSync(new TextEncoder().encode("waiting\n"));
const count = run.bind({ flag });
pool.run([[count], [count]], { ownBytes: 0, mayStart: false });
console.log(memory.i32[flag / 4]);
