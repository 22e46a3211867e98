/** Calls with wrong arguments, made from right ones: each is refused in words. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as autograd from "../../../autograd/mod.ts";
import { type Call, CLASSES, FUNCTIONS, METHODS } from "../calls.ts";

/** What no argument of ours is, whatever its place. */
const NEVER: readonly unknown[] = [
  "2",
  "text",
  1n,
  Symbol("s"),
  new Date(0),
  new Map(),
  true,
];
/** What some arguments may be: refused in words, or taken. */
const ODD: readonly unknown[] = [
  null,
  undefined,
  NaN,
  -1,
  2.5,
  Infinity,
  -Infinity,
  2 ** 53,
  1e15,
  [],
  [NaN],
  [-1],
  [2.5],
  ["2"],
  [[1]],
  [null],
  [, 1],
  [2 ** 53, 2],
  {},
  () => 1,
  new Float32Array(2),
];

type Run = (args: readonly unknown[]) => unknown;

const ALL: readonly (Call & { readonly name: string; readonly run: Run })[] = [
  ...Object.entries(FUNCTIONS).map(([name, call]) => ({
    ...call,
    name,
    run: (args: readonly unknown[]) =>
      Reflect.apply(Reflect.get(dg, name), undefined, args),
  })),
  ...Object.entries(CLASSES).map(([name, call]) => ({
    ...call,
    name: `new ${name}`,
    run(args: readonly unknown[]) {
      const made: Disposable = Reflect.construct(Reflect.get(dg, name), args);
      // A tape or a scope that stays open would reach into later tests.
      made[Symbol.dispose]?.();
      return made;
    },
  })),
  ...Object.entries(METHODS).map(([name, call]) => ({
    ...call,
    name: `method ${name}`,
    run(args: readonly unknown[]) {
      const object = call.of() as Disposable;
      try {
        return Reflect.apply(Reflect.get(object, name), object, args);
      } finally {
        object[Symbol.dispose]?.();
      }
    },
  })),
];

/** The error of a call, awaited where it is a promise. */
async function errorOf(run: Run, args: readonly unknown[]): Promise<unknown> {
  try {
    await run(args);
  } catch (error) {
    return error;
  } finally {
    await dg.setBackend("wasm", { fuse: false });
  }
}

/** Fails unless an error is one of ours, in the one form that they have. */
function assertClear(error: unknown, call: string): void {
  assert(
    error instanceof TypeError || error instanceof RangeError ||
      error instanceof ReferenceError || error instanceof dg.DeviceError,
    `${call} gives ${error}`,
  );
  assertMatch(error.message, /^Cannot [^]*expected [^]*/, call);
  assert(error.message.length < 600, `${call}: ${error.message.length} long`);
}

Deno.test("every function and class of autograd is among those that are tried", () => {
  const { backendInfo, getBackend, setBackend } = dg;
  const all = { ...autograd, backendInfo, getBackend, setBackend };
  const functions = Object.entries(all)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  // Tensors are tried by their methods; what prints would print all that is right.
  const others = ["Tensor", "print"];
  const tried = [...Object.keys(FUNCTIONS), ...Object.keys(CLASSES), ...others];
  assertEquals(functions.filter((name) => !tried.includes(name)), []);
  assertEquals(tried.filter((name) => !functions.includes(name)), []);
});

Deno.test("the calls from which wrong ones are made are right", async () => {
  await dg.setBackend("wasm", { fuse: false });
  for (const { name, args, run } of ALL) {
    assertEquals(await errorOf(run, args()), undefined, name);
  }
});

Deno.test("text and the like is refused in every place and option", async () => {
  for (const { name, args, options, run } of ALL) {
    for (const wrong of NEVER) {
      for (const place of args().keys()) {
        if (name === "setBackend" && place === 0) continue;
        const error = await errorOf(run, args().with(place, wrong));
        assertClear(error, `${name}, argument ${place}: ${String(wrong)}`);
      }
      if (options === undefined) continue;
      const right = args()[options] as object;
      for (const [key, value] of Object.entries(right)) {
        if (typeof value === typeof wrong && wrong !== "text") continue;
        const given = { ...right, [key]: wrong };
        const error = await errorOf(run, args().with(options, given));
        assertClear(error, `${name}, ${key}: ${String(wrong)}`);
      }
    }
  }
});

Deno.test("odd numbers and arrays are refused in words, or taken", async () => {
  for (const { name, args, options, run } of ALL) {
    for (const odd of ODD) {
      for (const place of args().keys()) {
        const error = await errorOf(run, args().with(place, odd));
        if (error) {
          assertClear(error, `${name}, ${place}: ${Deno.inspect(odd)}`);
        }
      }
      if (options === undefined) continue;
      const right = args()[options] as object;
      for (const key of Object.keys(right)) {
        const given = { ...right, [key]: odd };
        const error = await errorOf(run, args().with(options, given));
        if (error) assertClear(error, `${name}, ${key}: ${Deno.inspect(odd)}`);
      }
    }
  }
});
