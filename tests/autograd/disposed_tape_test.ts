/** Tapes that are disposed while a gradient is taken from them. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ownMemory } from "../helpers/own_memory.ts";

/** Who disposes of the tape: a function that is told of gradients, or one that gives them, ops before and behind it. */
const WAYS: Readonly<
  Record<
    string,
    (tape: dg.GradientTape, x: dg.Tensor) => readonly (dg.Tensor | null)[]
  >
> = {
  "a customGradient": (tape, x) => {
    const doubled = dg.customGradient((a: dg.Tensor) => ({
      value: a.mul(2),
      gradient: (cotangent: dg.Tensor) => {
        tape[Symbol.dispose]();
        return [cotangent.mul(2)];
      },
    }));
    return tape.gradient(doubled(x.mul(3)).square().sum(), [x]);
  },
  "onGradient": (tape, x) => {
    const y = x.mul(3);
    return tape.gradient(y.square().sum(), [x, y], {
      onGradient: () => tape[Symbol.dispose](),
    });
  },
  "a layer that is computed again": (tape, x) => {
    let calls = 0;
    const again = dg.recompute((a: dg.Tensor) => {
      if (++calls > 1) tape[Symbol.dispose]();
      return a.mul(2).square();
    });
    return tape.gradient(again(x.mul(3)).sum(), [x]);
  },
};

for (const [who, take] of Object.entries(WAYS)) {
  for (const persistent of [false, true]) {
    Deno.test(`a tape ${persistent ? "that is persistent " : ""}says that ${who} has disposed of it, and gives all back`, async () => {
      await using _own = await ownMemory();
      const before = dg.memory().bytesInUse;
      {
        using _scope = new dg.Scope();
        const x = dg.tensor([1, 2]);
        const tape = new dg.GradientTape({ persistent });
        tape.watch(x);
        assertThrows(
          () => take(tape, x),
          ReferenceError,
          "Cannot take a gradient: expected a GradientTape that is there until it is taken, received one that was disposed meanwhile",
        );
      }
      assertEquals(dg.memory().bytesInUse, before);
    });
  }
}
