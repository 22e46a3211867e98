/** Processes that train one model together, as far as training has to know of them. */

import type { Tensor } from "../../autograd/tensor.ts";

/**
 * Processes that train one model together. All of them have to call the same, in the same order.
 * @category Optimizers
 */
export interface ProcessGroup {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** How many there are. */
  readonly size: number;
  /** The numbers of all processes joined, one by one. */
  allReduce(
    numbers: Float64Array,
    options: { readonly op: "mean" | "max"; readonly purpose?: string },
  ): Float64Array;
  /** The numbers of all processes, one after the other in the order of ranks. */
  allGather(numbers: Float64Array): Float64Array;
  /** What the process 0 has, on all. */
  broadcast<X extends Float32Array | Float64Array>(x: X): X;
}

/** What an optimizer may have. */
interface Grouped {
  readonly group?: ProcessGroup;
  readonly innerOptimizer?: object;
  shareAccumulated?(): Promise<void>;
}

/** The processes that an optimizer, or one inside it, trains with; `null` if it is this one alone. */
export function groupOf(optimizer: object): ProcessGroup | null {
  const { group, innerOptimizer } = optimizer as Grouped;
  if (group) return group.size > 1 ? group : null;
  return innerOptimizer ? groupOf(innerOptimizer) : null;
}

/** Lets all processes have the mean of what an optimizer, or one inside it, has accumulated. */
export async function shareAccumulated(optimizer: object): Promise<void> {
  const { innerOptimizer } = optimizer as Grouped;
  await (optimizer as Grouped).shareAccumulated?.();
  if (innerOptimizer) await shareAccumulated(innerOptimizer);
}

/** Whether the processor reaches the memory of a tensor; elsewhere it has to be read, for which one waits. */
export function isReached(x: Tensor): boolean {
  return (x.backend.peek?.(x.operand().buffer) ?? null) !== null;
}
