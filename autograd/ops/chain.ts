/** Gives tensors their methods: the ops themselves, with the tensor as first argument. */

import { keepNames } from "../../config/keep_names.ts";
import { asOfMethod } from "../../config/options.ts";
import type { TensorMethods } from "../methods.ts";
import type { TensorLike } from "../op.ts";
import { Tensor } from "../tensor.ts";
import * as ops from "./mod.ts";

/** Ops whose first argument is no tensor, or not the one that they are about. */
const FUNCTIONS_ONLY = [
  "concat",
  "einsum",
  "elementwise",
  "mapSum",
  "stack",
  "where",
];

type Methods = TensorMethods<Tensor, TensorLike>;

/** The ops that the methods call: one that is missing, or takes other arguments, does not compile. */
export const OPS: {
  readonly [Name in keyof Methods]: (
    x: TensorLike,
    ...rest: Parameters<Methods[Name]>
  ) => ReturnType<Methods[Name]>;
} = ops;

/** The names of the methods. */
export const METHOD_NAMES: readonly string[] = Object.keys(OPS)
  .filter((name) => !FUNCTIONS_ONLY.includes(name));

/** Calls an op of an object; errors count the other arguments alone. */
export function callAsMethod(
  op: CallableFunction,
  x: unknown,
  rest: readonly unknown[],
): unknown {
  try {
    return Reflect.apply(op, undefined, [x, ...rest]);
  } catch (error) {
    throw asOfMethod(error);
  }
}

/** Puts the methods on the prototype of a class whose objects ops take as tensors. */
export function chain(prototype: TensorLike & object): void {
  for (const name of METHOD_NAMES) {
    const op = OPS[name as keyof typeof OPS];
    const method = {
      [name](this: TensorLike, ...rest: unknown[]): unknown {
        return callAsMethod(op, this, rest);
      },
    };
    Object.defineProperty(prototype, name, {
      value: method[name],
      configurable: true,
      writable: true,
    });
  }
}

chain(Tensor.prototype);
keepNames({ Tensor, ...ops });
