/** The softmax family. */

export { softmax } from "../../autograd/ops/softmax.ts";
export type { SoftmaxOptions } from "../../autograd/ops/options.ts";
export { logSoftmax } from "../../autograd/ops/softmax.ts";
