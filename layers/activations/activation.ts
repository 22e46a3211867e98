/** How activations are made of scalar expressions. */

import { named, type TensorLike } from "../../autograd/op.ts";
import {
  checkArguments,
  checkOperandCount,
  NO_OPTIONS,
  optionsReader,
} from "../../autograd/ops/arguments.ts";
import {
  applyRow,
  elementwiseOp,
  type Row,
} from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type {
  AnySchema,
  OptionsArguments,
  Values,
} from "../../config/schema.ts";

/**
 * An activation without options.
 * @category Activations
 */
export type PlainActivation = (x: TensorLike) => Tensor;

/**
 * An activation with options.
 * @category Activations
 */
export type ActivationWith<Options> = (
  x: TensorLike,
  ...options: OptionsArguments<Options>
) => Tensor;

/** An activation as one elementwise op. */
export function plain(name: string, row: Row): PlainActivation {
  const op = elementwiseOp(name, row);
  return named(name, function (x) {
    checkOperandCount(`compute ${name}`, arguments, 1);
    return applyRow(op, [x]);
  });
}

/** An activation whose expression follows from its options; that of each set of options is made once and kept. */
export function withOptions<Options, S extends AnySchema>(
  name: string,
  schema: S,
  row: (options: Values<S>) => Row,
): ActivationWith<Options> {
  const known = new Map<string, ReturnType<typeof elementwiseOp>>();
  return reading(name, schema, (x, options) => {
    const key = Object.values(options).join();
    const op = known.get(key) ?? elementwiseOp(name, row(options));
    known.set(key, op);
    return applyRow(op, [x]);
  });
}

/** A function of a tensor that reads its options by a table. */
export function reading<Options, S extends AnySchema>(
  name: string,
  schema: S,
  f: (x: TensorLike, options: Values<S>) => Tensor,
): ActivationWith<Options> {
  const read = optionsReader(name, schema);
  return named(name, function (x: TensorLike, options: unknown = NO_OPTIONS) {
    checkArguments(name, arguments, 2);
    return f(x, read(options));
  });
}
