/** What ops are given in a graph. */

import { type Emission, Unsayable, type Value } from "../emission.ts";
import { plainOrder } from "../order.ts";

/** How an op is said: with values in the place of its tensors. */
export type EmitOp = (
  to: Emission,
  args: readonly unknown[],
) => Value | readonly Value[];

/** Ops by their names. */
export type EmitOps = Readonly<Record<string, EmitOp>>;

/** Whether an argument is a tensor of the graph. */
export function isValue(one: unknown): one is Value {
  return typeof one === "object" && one !== null && "order" in one;
}

/** A tensor of the graph, or a number as one. */
export function operand(to: Emission, one: unknown): Value {
  if (isValue(one)) return one;
  if (typeof one === "number") {
    return { name: to.number(one), shape: [], order: [] };
  }
  throw new Unsayable("an argument that is neither a tensor nor a number");
}

/** Operands through a node that broadcasts: those of one rank stay in the order in which the first of them lies. */
export function broadcast(
  to: Emission,
  op: string,
  operands: readonly Value[],
): Value {
  const ranks = operands.map(({ order }) => order.length);
  const rank = Math.max(...ranks);
  const widest = operands[ranks.indexOf(rank)];
  // Those of no axes go with any order.
  const isFree = ranks.every((one) => one === 0 || one === rank);
  const order = isFree ? widest.order : plainOrder(rank);
  const given = operands.map((one) =>
    one.order.length === rank ? to.turned(one, order) : to.plain(one)
  );
  const [name] = to.node(op, given.map(({ name }) => name));
  return { name, shape: widest.shape, order };
}
