/** Which of PyTorch's weights are which of ours. */

import {
  BatchNormalization,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Embedding,
  GroupNormalization,
  LayerNormalization,
  PReLU,
  RMSNormalization,
} from "../../layers/built_in.ts";
import {
  channels,
  depthwise,
  filters,
  same,
  swapped,
  type Turn,
} from "./turn.ts";

/** For each weight of a layer its name in PyTorch, and how it is laid out there. */
export type Rule = Readonly<
  Record<string, readonly [name: string, turn: Turn]>
>;

/** What is gathered over batches, and how many PyTorch says these were; it needs that only where momentum is None. */
export const COUNTED = "running_mean", COUNTER = "num_batches_tracked";

const AFFINE: Rule = { gamma: ["weight", same], beta: ["bias", same] };
const kernel = (turn: Turn): Rule => ({
  kernel: ["weight", turn],
  bias: ["bias", same],
});

const RULES: readonly (readonly [classes: readonly unknown[], rule: Rule])[] = [
  [[Dense], kernel(swapped)],
  [[
    ...[Conv1D, Conv2D, Conv3D],
    ...[Conv1DTranspose, Conv2DTranspose, Conv3DTranspose],
  ], kernel(filters)],
  [[DepthwiseConv1D, DepthwiseConv2D], kernel(depthwise)],
  [[BatchNormalization], {
    ...AFFINE,
    moving_mean: [COUNTED, same],
    moving_variance: ["running_var", same],
  }],
  [[GroupNormalization, LayerNormalization], AFFINE],
  [[RMSNormalization], { scale: ["weight", same] }],
  [[Embedding], { embeddings: ["weight", same] }],
  [[PReLU], { alpha: ["weight", channels] }],
];

/** The rule of a layer's class, or of one that it derives from. */
export function ruleOf(layer: object): Rule | null {
  for (
    let made: unknown = layer.constructor;
    made;
    made = Object.getPrototypeOf(made)
  ) {
    const found = RULES.find(([classes]) => classes.includes(made));
    if (found) return found[1];
  }
  return null;
}
