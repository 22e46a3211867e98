/** Tapes that are disposed: while a gradient is taken from them, and by the scope that they were made in. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { recordingTapes } from "../../autograd/tape.ts";
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

Deno.test("a tape ends with the scope that it was made in, unless that hands it on", async () => {
  await using _own = await ownMemory();
  const before = dg.memory().bytesInUse, recording = recordingTapes().length;
  // More than may record at once.
  for (let i = 0; i < 600; i++) {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape({ persistent: true });
    const x = dg.tensor([1, 2]);
    tape.watch(x);
    for (const y of [x.square().sum(), x.exp().sum()]) tape.gradient(y, [x]);
  }
  assertEquals(dg.memory().bytesInUse, before);
  assertEquals(recordingTapes().length, recording);
  const make = () => {
    using scope = new dg.Scope();
    return scope.keep(new dg.GradientTape());
  };
  using kept = make();
  const x = dg.tensor([3]);
  kept.watch(x);
  assertEquals([...await kept.gradient(x.square().sum(), [x])[0]!.data()], [6]);
});
