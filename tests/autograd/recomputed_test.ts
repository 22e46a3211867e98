/** What takes the place of tapes while a function runs is gone when it has run. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { recordingTapes } from "../../autograd/tape.ts";
import { ownMemory } from "../helpers/own_memory.ts";

Deno.test("the tapes that record are the same before, between and after functions that are recomputed", () => {
  const x = dg.tensor([1, 2]);
  using tape = new dg.GradientTape();
  tape.watch(x);
  const before = [...recordingTapes()];
  const f = dg.recompute((x: dg.Tensor) => x.exp());
  f(x);
  assertEquals(recordingTapes(), before);
  const fails = dg.recompute((x: dg.Tensor) => x.matmul(x));
  assertThrows(() => fails(x), dg.ShapeError);
  assertEquals(recordingTapes(), before);
  dg.recompute((x: dg.Tensor) => f(f(x)))(x);
  assertEquals(recordingTapes(), before);
});

Deno.test("an error in a function that is recomputed keeps nothing", async () => {
  await using _own = await ownMemory();
  const x = dg.tensor([1, 2]);
  const { tensors } = dg.memory();
  const fails = dg.recompute((x: dg.Tensor) => {
    x.exp().mul(2);
    throw new RangeError("on the way");
  });
  assertThrows(() => dg.grad(fails)(x), RangeError, "on the way");
  assertEquals(dg.memory().tensors, tensors);
});
