/** The ops as methods of tensors: the same answers, refusals and gradients as those of the functions. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as ops from "../../../autograd/ops/mod.ts";
import denoJson from "../../../deno.json" with { type: "json" };
import { bitsOf } from "../../helpers/bits.ts";
import { importsOf } from "../../helpers/imports.ts";
import { FUNCTIONS } from "../calls.ts";

/** Ops that are no methods, and why. */
const FUNCTIONS_ONLY: Readonly<Record<string, string>> = {
  concat: "takes a list of tensors",
  stack: "takes a list of tensors",
  einsum: "takes an equation first",
  elementwise: "takes an expression and a list of tensors",
  mapSum: "takes an expression and a list of tensors",
  where: "its first tensor is the condition",
};

/** How errors of too many arguments end. */
const COUNTED = /(\d) arguments?, received \d$/;

const NAMES = Object.keys(ops).filter((name) => !(name in FUNCTIONS_ONLY));

/** Calls an op as a method of its first argument. */
function callMethod(name: string, [x, ...rest]: unknown[]): unknown {
  return Reflect.apply(Reflect.get(x as object, name), x, rest);
}

function callFunction(name: string, args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(dg, name), undefined, args);
}

function tensorsOf(result: unknown): dg.Tensor[] {
  return [result].flat() as dg.Tensor[];
}

Deno.test("tensors have a method for every op that takes a tensor first", () => {
  const own = Object.getOwnPropertyNames(dg.Tensor.prototype);
  assertEquals(own.filter((name) => name in ops).sort(), NAMES.sort());
  for (const name in dg.zeros([1])) assert(!NAMES.includes(name), name);
});

for (const name of NAMES) {
  const { args, options } = FUNCTIONS[name];

  Deno.test(`the method ${name} gives the bits of the function`, async () => {
    await dg.setBackend("wasm");
    const [made, wanted] = [callMethod, callFunction].map((call) =>
      tensorsOf(call(name, args()))
    );
    assertEquals(made.map((x) => x.shape), wanted.map((x) => x.shape));
    for (const [i, x] of made.entries()) {
      assertEquals(bitsOf(await x.data()), bitsOf(await wanted[i].data()));
    }
  });

  Deno.test(`the method ${name} refuses what the function refuses, in its words`, () => {
    const wrong = [[...args(), 1], [args()[0], "text", "text", "text"]];
    if (options !== undefined) {
      const given = args()[options] as object;
      wrong.push(args().with(options, { ...given, axes: 1 }));
      wrong.push(args().with(options, 2));
    }
    for (const arguments_ of wrong) {
      const { message } = assertThrows(
        () => callMethod(name, arguments_),
        Error,
        "expected",
      );
      const words = message.replace(COUNTED, "");
      assertThrows(() => callFunction(name, arguments_), Error, words);
    }
  });
}

Deno.test("methods of tensors, variables and symbols count their own arguments", async () => {
  await dg.setBackend("wasm");
  for (const name of NAMES) {
    const args = [...FUNCTIONS[name].args(), 1];
    const { message } = assertThrows(() => callFunction(name, args), TypeError);
    const [, count] = message.match(COUNTED) ?? [];
    if (name === "at") continue; // takes any number
    const [x, ...rest] = args;
    const variable = new dg.layers.Variable(x as dg.Tensor);
    for (const object of [x, variable, dg.Input([2, 3])]) {
      const own = +count - 1;
      assertThrows(
        () => callMethod(name, [object, ...rest]),
        TypeError,
        `Cannot compute ${name}: expected ${own} ${
          own === 1 ? "argument" : "arguments"
        }, received ${rest.length}`,
      );
    }
    variable[Symbol.dispose]();
  }
});

Deno.test("an op that is made of others speaks of itself alone", async () => {
  await dg.setBackend("wasm");
  const wrong = [99, -99, 1.5, {}, { axis: 99 }, [], [99], "text", null, NaN]
    .concat([dg.zeros([7]), [dg.zeros([7]), dg.zeros([6])], [-1, -1]] as never);
  const names = Object.keys(ops).filter((name) => name in FUNCTIONS);
  for (const name of names) {
    const { args } = FUNCTIONS[name];
    for (const i of args().keys()) {
      for (const value of wrong) {
        try {
          callFunction(name, args().with(i, value));
        } catch (error) {
          const [, op = name] =
            (error as Error).message.match(/^Cannot compute (\w+)/) ?? [];
          assertEquals(op, name, (error as Error).message);
        }
      }
    }
  }
});

Deno.test("a chain of methods has the gradient of its functions", async () => {
  const [mean, epsilon, logVariance] = [[1, 2], [0.5, -1], [0.2, 0.4]]
    .map((values) => dg.tensor(values));
  const sample = (logVariance: dg.Tensor) =>
    mean.add(epsilon.mul(logVariance.mul(0.5).exp())).square().sum();
  const same = (logVariance: dg.Tensor) =>
    dg.sum(dg.square(dg.add(
      mean,
      dg.mul(epsilon, dg.exp(dg.mul(logVariance, 0.5))),
    )));
  const [gradient, wanted] = [sample, same].map((f) => dg.grad(f)(logVariance));
  assertEquals(await gradient.data(), await wanted.data());
});

Deno.test("tensors have their methods by whichever entry point they were made", async () => {
  const loads = new Map<string, string[]>();
  for (const { from, to, ofTypes } of await importsOf("")) {
    if (to === null || ofTypes) continue;
    loads.set(from, [...loads.get(from) ?? [], to]);
  }
  for (const entry of Object.values(denoJson.exports)) {
    const loaded = new Set([entry.slice("./".length)]);
    for (const file of loaded) loads.get(file)?.forEach((to) => loaded.add(to));
    assertEquals(
      loaded.has("autograd/ops/chain.ts"),
      loaded.has("autograd/tensor.ts"),
      entry,
    );
  }
});

Deno.test("variables have the methods on what is in them, and tapes see it", async () => {
  await dg.setBackend("wasm");
  const own = Object.getOwnPropertyNames(dg.layers.Variable.prototype);
  assertEquals(NAMES.filter((name) => !own.includes(name)), []);
  using weight = new dg.layers.Variable(dg.tensor([1, -2]));
  const { value, gradients: [gradient] } = dg.valueAndGrad(
    () => weight.square().sum().mul(weight.max()),
    [weight],
  );
  assertEquals(await value.item(), 5);
  assertEquals([...await gradient.data()], [2 + 5, -4]);
});
