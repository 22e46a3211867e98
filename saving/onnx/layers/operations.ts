/** The ops of graphs, what the methods of symbols make, in ONNX. */

import { Tensor } from "../../../autograd/tensor.ts";
import { Operation, placed } from "../../../layers/operation.ts";
import { type Emission, Unsayable } from "../emission.ts";
import { plainOrder } from "../order.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import type { EmitOps } from "./operand.ts";
import { REARRANGING } from "./rearranging.ts";
import { REDUCTIONS } from "./reductions.ts";
import { type Rule, rule } from "./rule.ts";

const OPS: EmitOps = {
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...REARRANGING,
};

/** A constant among the arguments of an op, as a value; what is no tensor stays. */
function valued(to: Emission, one: unknown): unknown {
  if (!(one instanceof Tensor)) return one;
  return {
    name: to.weight(one),
    shape: one.shape,
    order: plainOrder(one.rank),
  };
}

/** Ops as layers. */
export const OPERATIONS: readonly Rule[] = [
  rule(Operation, ({ op, args }, inputs, to) => {
    if (!Object.hasOwn(OPS, op)) throw new Unsayable(`the op ${op}`);
    const given = placed(args, inputs).map((one) => valued(to, one));
    return OPS[op](to, given);
  }),
];
