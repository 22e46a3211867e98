/** A process of two, the other of which says what a test has it say. */

import * as dg from "@decograd/decograd";
import { type Communicator, Group } from "@decograd/decograd/distributed";

/** Rank 1 of two; the other one has other gradients and weights, and what it does is written down. */
export function second(other: Partial<Communicator> = {}): {
  group: Group;
  calls: string[];
  said: string[];
} {
  const calls: string[] = [], said: string[] = [];
  const communicator: Communicator = {
    ...{ rank: 1, size: 2 },
    meet: (what) => void calls.push(what),
    allReduce(what, elements, join) {
      const called = `${join} of ${elements.length}`;
      calls.push(called);
      if (/^average/.test(what)) said.push(what);
      return {
        end() {
          calls.push(`end of ${called}`);
          const own = join === "sum" ? 3 : 0;
          elements.forEach((one, i) => elements[i] = one + own);
        },
      };
    },
    broadcast: (_, elements) => void elements.fill(8),
    allGather: (_, elements) => Float64Array.of(...elements, ...elements),
    finish() {},
    ...other,
  };
  return { group: new Group(communicator), calls, said };
}

/** A weight of ones. */
export function weight(name: string, shape: number[]): dg.layers.Variable {
  return new dg.layers.Variable(dg.ones(shape), { name });
}
