/** Random programs of all ops compute the same bits with kernels fused and not, and nearly what float64 gives. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import type { Backend } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { thorough } from "../helpers/thorough.ts";
import { faultOf, type Pair } from "./check.ts";
import { makeProgram } from "./make_program.ts";
import { print } from "./print.ts";
import type { Program } from "./program.ts";
import { OTHER_NAMES, ROWS } from "./rows.ts";
import { closePairs, openPairs, reportOf } from "./session.ts";
import { shrink } from "./shrink.ts";

const PROGRAMS = thorough() ? 600 : 80;

Deno.test("every public op is part of random programs", () => {
  const functions = Object.entries(dg)
    .filter(([name, value]) =>
      typeof value === "function" && name[0] === name[0].toLowerCase()
    )
    .map(([name]) => name);
  const missing = functions.filter((name) =>
    !Object.hasOwn(ROWS, name) && !OTHER_NAMES.has(name)
  );
  assertEquals(missing, [], "make a row of it, or say that it is none");
  const used = new Set<string>();
  for (let seed = 1; seed <= 400; seed++) {
    for (const { row } of makeProgram(seed).calls) used.add(row);
  }
  assertEquals(Object.keys(ROWS).filter((name) => !used.has(name)), []);
});

Deno.test("random programs give the same bits, fused or not, and what they should", async () => {
  const pairs = openPairs();
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const report = await reportOf(seed, pairs);
    if (report !== undefined) throw new Error(report);
  }
  await closePairs(pairs);
});

Deno.test("what is read late comes from kernels that wait for each other's inputs", async () => {
  const call = (row: string, args: number[], ...attrs: unknown[]) => ({
    row,
    args,
    attrs,
  });
  // Values 0 and 1 are the inputs.
  const programs: readonly Program[] = [{
    inputs: [[3], []],
    calls: [
      call("tanh", [0]),
      call("cos", [2]),
      call("concat", [3, 2], 0),
      call("div", [2, 1]),
      call("mean", [4], { axis: null, keepdims: false }),
    ],
    events: [{ after: 4, what: "dispose", value: 3 }],
    reads: [6],
  }, {
    inputs: [[3], []],
    calls: [
      call("neg", [0]),
      call("mean", [0], { axis: null, keepdims: false }),
      call("sub", [3, 0]),
      call("mul", [0], 2),
      call("tanh", [5]),
      call("mean", [6], { axis: null, keepdims: false }),
      call("tanh", [2]),
      call("mean", [8], { axis: null, keepdims: false }),
    ],
    events: [6, 8, 3, 2, 5].map((value) => ({
      after: 7,
      what: "dispose",
      value,
    })),
    reads: [7, 9],
  }];
  const pairs = openPairs();
  for (const program of programs) {
    assertEquals(await faultOf(program, pairs), undefined, print(program));
  }
  await closePairs(pairs);
});

/** A backend that computes hyperbolic tangents of small arrays wrongly if it has more to do beside. */
class Faulty extends ReferenceBackend {
  override elementwise(
    ...[exprs, inputs, outs]: Parameters<Backend["elementwise"]>
  ): void {
    super.elementwise(exprs, inputs, outs);
    const text = JSON.stringify(exprs);
    if (!text.includes("tanh") || !text.includes("cos")) return;
    this.write(outs[0].buffer, [12345]);
  }
}

Deno.test("a program that shows a fault is made small, and is shown as code", async () => {
  const pairs: Pair[] = [{
    name: "reference",
    fused: new FusingBackend(new Faulty()),
    alone: new ReferenceBackend(),
  }];
  await dg.setBackend(pairs[0].alone);
  let found: Program | undefined;
  const fails = async (program: Program): Promise<boolean> => {
    try {
      return await faultOf(program, pairs) !== undefined;
    } catch {
      return false;
    }
  };
  for (let seed = 1; !found; seed++) {
    await dg.setBackend(pairs[0].alone);
    const program = makeProgram(seed);
    const isLong = !program.gradient && program.calls.length > 6;
    if (isLong && await fails(program)) found = program;
  }
  const smallest = await shrink(found, fails);
  assert(smallest.calls.length <= 3, print(smallest));
  const code = print(smallest);
  assert(/dg\.(tanh|pow|elementwise)\(/.test(code), code);
  assert(code.includes("dg.cos("), code);
  await dg.setBackend("wasm");
});
