/**
 * Several processes that train together, on one machine or many, through MPI. Needs Deno, `--allow-ffi` and a library of MPI.
 *
 * @example
 * ```ts
 * import * as distributed from "@decograd/decograd/distributed";
 * import { assertEquals } from "@std/assert";
 *
 * const group = await distributed.init(); // of one process, unless mpirun has started more
 * const losses = group.allGather(Float32Array.of(0.5));
 * assertEquals(losses.length, group.size);
 * ```
 *
 * @category Several processes
 * @module
 */

// Tensors get their methods by whichever entry point they are made.
import "../autograd/ops/chain.ts";
import { keepNames } from "../config/keep_names.ts";
import { Group } from "./group.ts";
import { DistributedOptimizer } from "./optimizer.ts";

export type { Communicator, Join, Pending } from "./communicator.ts";
export type { HostElements } from "./elements.ts";
export {
  type AllReduceOptions,
  type BroadcastOptions,
  type Exchanged,
  Group,
  type ReduceOp,
} from "./group.ts";
export { type GroupBackend, init, type InitOptions } from "./init.ts";
export { DistributedOptimizer } from "./optimizer.ts";
export type { DistributedOptimizerOptions } from "./optimizer_options.ts";

keepNames({ DistributedOptimizer, Group });
