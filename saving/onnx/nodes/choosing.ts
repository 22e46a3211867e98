/** Nodes that compare, choose and find: what is true is 1 here, what is not is 0. */

import type { Call, Readers, ReadNode } from "./call.ts";

const COMPARED = {
  And: "logicalAnd",
  Equal: "equal",
  Greater: "greater",
  GreaterOrEqual: "greaterEqual",
  Less: "less",
  LessOrEqual: "lessEqual",
  Or: "logicalOr",
  Xor: "logicalXor",
};

function place(op: string): ReadNode {
  return (call) => {
    call.only("select_last_index", 0);
    const axis = call.int("axis", 0);
    const keepdims = call.int("keepdims", 1) === 1;
    return call.op(op, call.symbol(), { axis, keepdims });
  };
}

/** Parts of a value along an axis, equal ones or of sizes that are given. */
function parts(call: Call) {
  const axis = call.int("axis", 0), count = call.int("num_outputs", 0);
  const sizes = call.maybe(1) ? call.numbers(1) : count;
  return call.ops("split", call.symbol(), sizes, axis);
}

/** Nodes that compare, choose and find. */
export const CHOOSING: Readers = {
  ...Object.fromEntries(
    Object.entries(COMPARED).map(([name, op]): [string, ReadNode] => [
      name,
      (call) => call.op(op, call.inputs[0], call.inputs[1]),
    ]),
  ),
  ArgMax: place("argmax"),
  ArgMin: place("argmin"),
  CumSum: (call) => {
    call.only("exclusive", 0);
    call.only("reverse", 0);
    return call.op("cumsum", call.symbol(), { axis: call.numbers(1)[0] });
  },
  IsNaN: (call) => call.op("isNaN", call.symbol()),
  Not: (call) => call.op("logicalNot", call.symbol()),
  Split: parts,
  TopK: (call) => {
    const last = call.symbol().shape.length - 1;
    const axis = call.int("axis", -1);
    if (axis !== -1 && axis !== last) call.refuse("the last axis", `${axis}`);
    call.only("largest", 1);
    call.only("sorted", 1);
    return call.ops("topK", call.symbol(), call.numbers(1)[0]);
  },
  Where: (call) => call.op("where", ...call.inputs),
};
