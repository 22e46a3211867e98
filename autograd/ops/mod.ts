/** Every op that users call. */

export { affineTransform } from "./affine_transform.ts";
export { stopGradient } from "./alias.ts";
export { at } from "./at.ts";
export { cast } from "./cast.ts";
export { argmax, argmin, type ArgOp, oneHot } from "./argmax.ts";
export * from "./blocks.ts";
export type { Axes } from "./axes.ts";
export * from "./conv2d.ts";
export * from "./conv3d.ts";
export { einsum } from "./einsum.ts";
export * from "./elementwise.ts";
export { elementwise } from "./elementwise_op.ts";
export { broadcastTo } from "./broadcast.ts";
export * from "./like.ts";
export { mapSum } from "./map_sum.ts";
export * from "./matmul.ts";
export type * from "./options.ts";
export {
  max,
  mean,
  min,
  norm,
  type ReduceOp,
  std,
  sum,
  variance,
} from "./reduce.ts";
export * from "./products.ts";
export { flip, repeat, roll, tile } from "./rearrange.ts";
export * from "./reshape.ts";
export * from "./softmax.ts";
export { take } from "./take.ts";
export * from "./slice.ts";
export { topK } from "./top_k.ts";
export { windows } from "./windows.ts";
