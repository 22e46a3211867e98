/** Weights of samples by their classes. */

import { input } from "../backends/expr.ts";
import * as f from "../autograd/formula.ts";
import { mul } from "../autograd/ops/elementwise.ts";
import { elementwise } from "../autograd/ops/elementwise_op.ts";
import { matmul } from "../autograd/ops/matmul.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { tensor } from "../autograd/create.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { quote, ValueError } from "../config/errors.ts";
import { Batch } from "./batches.ts";

/** How much the samples of a class count, by the number of the class. */
export type ClassWeight = Readonly<Record<number, number>>;

/**
 * A batch whose samples count as their classes say, on top of what they counted before. The targets are the numbers of
 * classes, `[batch]` or `[batch, 1]`, or a share of each class, `[batch, classes]`.
 *
 * @throws {ValueError} if a weight is no finite number, or the targets are neither.
 */
export function weighClasses(
  batch: Batch,
  weights: ClassWeight | null,
): Batch {
  if (weights === null) return batch;
  return noGrad(() => {
    const own = weightsOf(batch.y, pairsOf(weights));
    const { sampleWeight } = batch;
    const both = sampleWeight ? mul(own, sampleWeight) : own;
    return new Batch(batch.inputs, batch.targets, both);
  });
}

function pairsOf(weights: ClassWeight): (readonly [number, number])[] {
  return Object.entries(weights).map(([key, weight]) => {
    const index = Number(key);
    if (Number.isSafeInteger(index) && index >= 0 && Number.isFinite(weight)) {
      return [index, weight];
    }
    throw new ValueError(
      `Cannot weigh classes: expected a finite number for each class from 0 on, received ${
        quote({ [key]: weight })
      }`,
    );
  });
}

function weightsOf(
  targets: Tensor,
  pairs: readonly (readonly [number, number])[],
): Tensor {
  const [batch, classes = 1] = targets.shape;
  if (targets.rank === 1 || (targets.rank === 2 && classes === 1)) {
    // 1, and what each class has more or less than that where the target is the class.
    const each = pairs.map(([index, weight]) =>
      f.mul(weight - 1, f.equal(input(0), index))
    );
    const expr = each.reduce(
      (sum, one) => f.add(sum, one),
      f.add(1, f.mul(0, input(0))),
    );
    return elementwise(expr, [reshape(targets, [batch])]);
  }
  if (targets.rank === 2) {
    const table = new Float32Array(classes).fill(1);
    for (const [index, weight] of pairs) {
      if (index < classes) table[index] = weight;
    }
    return reshape(matmul(targets, tensor(table, [classes, 1])), [batch]);
  }
  throw new ValueError(
    `Cannot weigh classes: expected targets [batch], [batch, 1] or [batch, classes], received [${
      targets.shape.join(", ")
    }]`,
  );
}
