/** What the machine and its engine can do. */

import { nodeModule } from "../../config/node.ts";
import { f32x4, ModuleBuilder } from "./assembler/mod.ts";

/** What is used of `node:os`. */
interface Machine {
  availableParallelism(): number;
}

/** As many threads as the processor runs at once. */
export function defaultThreads(): number {
  return globalThis.navigator?.hardwareConcurrency ??
    // Node 20 has no navigator.
    nodeModule<Machine>("node:os")?.availableParallelism() ?? 1;
}

/** Whether the engine can multiply and add in one instruction. */
export function canRelaxedMadd(): boolean {
  const probe = new ModuleBuilder();
  const params = ["v128"] as const;
  probe.define({ params, result: "v128" }, (f, [x]) => {
    f.return(f32x4.relaxedMadd(x, x, x));
  });
  return WebAssembly.validate(probe.toBytes());
}
