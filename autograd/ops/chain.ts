/** Gives tensors their methods: the ops themselves, with the tensor as first argument. */

import type { TensorMethods } from "../methods.ts";
import type { TensorLike } from "../op.ts";
import { Tensor } from "../tensor.ts";
import * as ops from "./mod.ts";

/** Ops whose first argument is no tensor, or not the one that they are about. */
const FUNCTIONS_ONLY = ["concat", "elementwise", "mapSum", "stack", "where"];

type Methods = TensorMethods<Tensor, TensorLike>;

/** The ops that the methods call: one that is missing, or takes other arguments, does not compile. */
export const OPS: {
  readonly [Name in keyof Methods]: (
    x: TensorLike,
    ...rest: Parameters<Methods[Name]>
  ) => ReturnType<Methods[Name]>;
} = ops;

/** Puts the methods on the prototype of a class whose objects ops take as tensors. */
export function chain(prototype: TensorLike & object): void {
  for (const [name, op] of Object.entries(OPS)) {
    if (FUNCTIONS_ONLY.includes(name)) continue;
    const method = {
      [name](this: TensorLike, ...rest: unknown[]): unknown {
        return Reflect.apply(op, undefined, [this, ...rest]);
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
