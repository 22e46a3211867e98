/** Weights of samples by their classes. */

import { input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { tensor } from "../../autograd/create.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import { isFiniteNumber, row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import { Batch } from "./batches.ts";

/**
 * How much the samples of a class count, by the number of the class.
 * @category Training
 */
export type ClassWeight = Readonly<Record<number, number>>;

/**
 * A batch whose samples count as their classes say, on top of what they counted before. The targets are the numbers of
 * classes, `[batch]` or `[batch, 1]`, or a share of each class, `[batch, classes]`.
 *
 * @throws {ValueError} if the targets are neither, or those of several outputs, or have fewer classes.
 */
export function weighClasses(
  batch: Batch,
  weights: ClassWeight | null,
): Batch {
  if (weights === null) return batch;
  if (batch.targets.length > 1) {
    throw new ValueError(
      `Cannot weigh classes: expected a model with one output, received targets of ${batch.targets.length}`,
    );
  }
  return noGrad(() => {
    const own = weightsOf(batch.y, pairsOf(weights));
    const { sampleWeight } = batch;
    const both = sampleWeight ? mul(own, sampleWeight) : own;
    return new Batch(batch.inputs, batch.targets, both);
  });
}

/** The row of the weights of classes. */
export function classWeight(): Row<ClassWeight | null> {
  return row<ClassWeight | null>(
    "an object of a finite number for each class from 0 on",
    (value) => {
      const isRight = value === null || isWeights(value);
      return isRight ? value : undefined;
    },
    null,
  );
}

function isWeights(value: unknown): value is ClassWeight {
  const isObject = isOptions(value) || Array.isArray(value) ||
    ArrayBuffer.isView(value);
  return isObject &&
    Object.entries(value).every(([key, weight]) =>
      isClass(Number(key)) && isFiniteNumber(weight)
    );
}

function isClass(index: number): boolean {
  return Number.isSafeInteger(index) && index >= 0;
}

function pairsOf(weights: ClassWeight): (readonly [number, number])[] {
  return Object.entries(weights).map(([key, weight]) => [Number(key), weight]);
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
      if (index >= classes) throw noClass(index, classes);
      table[index] = weight;
    }
    return reshape(matmul(targets, tensor(table, [classes, 1])), [batch]);
  }
  throw new ValueError(
    `Cannot weigh classes: expected targets [batch], [batch, 1] or [batch, classes], received [${
      targets.shape.join(", ")
    }]`,
  );
}

function noClass(index: number, classes: number): ValueError {
  return new ValueError(
    `Cannot weigh classes: expected classes below ${classes}, for the targets have so many, received ${index}`,
  );
}
