/** Tapes that are asked after they have recorded, and those that nobody disposed of. */

import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import { recordingTapes } from "../../autograd/tape.ts";
import { ownMemory } from "../helpers/own_memory.ts";

const cube = (x: dg.Tensor) => dg.mul(x, dg.mul(x, x));

Deno.test("a persistent tape answers twice, another once", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(3);
  {
    using tape = new dg.GradientTape({ persistent: true });
    tape.watch(x);
    const y = dg.square(x), z = dg.square(y);
    assertEquals(await tape.gradient(z, [x])[0]!.item(), 108);
    assertEquals(await tape.gradient(y, [x])[0]!.item(), 6);
    assertEquals(await tape.gradient(z, [y])[0]!.item(), 18);
  }
  using tape = new dg.GradientTape();
  tape.watch(x);
  const y = dg.square(x);
  tape.gradient(y, [x]);
  assertThrows(
    () => tape.gradient(y, [x]),
    dg.ValueError,
    "expected it to be made with persistent: true",
  );
});

Deno.test("a tape gives null, or zeros when asked, for what is not connected", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2]), other = dg.tensor([1, 2, 3]);
  using tape = new dg.GradientTape({ persistent: true });
  tape.watch([x, other]);
  const y = dg.sum(x);
  assertEquals(tape.gradient(y, [other]), [null]);
  const [zero] = tape.gradient(y, [other], { unconnectedGradients: "zero" });
  assertEquals(await zero.data(), new Float32Array(3));
});

Deno.test("each gradient is its receiver's own: to dispose of it takes none from others, nor what the tape was given", async () => {
  await dg.setBackend("wasm");
  const a = dg.tensor([1, 2]), b = dg.tensor([3, 4]), seed = dg.tensor([5, 6]);
  const weight = new dg.layers.Variable(a, { name: "weight" });
  using tape = new dg.GradientTape({ persistent: true });
  tape.watch([a, b]);
  const first = weight.add(0), y = a.add(b).add(first);
  weight.assign(b);
  const z = y.add(weight);
  const product = a.mul(2);
  const asked: [dg.Tensor, (dg.Tensor | dg.layers.Variable)[], number][] = [
    // One cotangent is passed on to both, and to what is between.
    [z, [a, b, y], 1],
    [z, [a, a, z], 1],
    [z, [weight], 2],
    [z, [weight, weight], 2],
    [product, [a, a], 2],
  ];
  for (const [target, sources, times] of asked) {
    for (let gone = 0; gone < sources.length; gone++) {
      const gradients = tape.gradient(target, sources, {
        outputGradients: seed,
      });
      gradients[gone]![Symbol.dispose]();
      for (const [i, left] of gradients.entries()) {
        if (i === gone) continue;
        assertEquals([...await left!.data()], [5 * times, 6 * times]);
        left![Symbol.dispose]();
      }
      assertEquals([...await seed.data()], [5, 6]);
    }
  }
});

Deno.test("nested tapes give second derivatives", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(2);
  using outer = new dg.GradientTape();
  outer.watch(x);
  using inner = new dg.GradientTape();
  inner.watch(x);
  const [slope] = inner.gradient(cube(x), [x]);
  assertEquals(await slope!.item(), 12);
  assertEquals(await outer.gradient(slope!, [x])[0]!.item(), 12);
});

Deno.test("a tape refuses an option it does not know", () => {
  assertThrows(
    () => new dg.GradientTape({ persistant: true } as dg.GradientTapeOptions),
    TypeError,
    "received persistant (did you mean persistent?)",
  );
});

Deno.test("zeros for sources without a connection have each its own shape", () => {
  const x = dg.tensor([1, 2, 3]), shapes = [[3], [], [2, 2]];
  using tape = new dg.GradientTape();
  tape.watch(x);
  const gradients = tape.gradient(
    dg.sum(dg.square(x)),
    [x, dg.tensor(1), dg.ones([2, 2])],
    { unconnectedGradients: "zero" },
  );
  assertEquals(gradients.map(({ shape }) => [...shape]), shapes);
});

Deno.test("a tape that is disposed twice gives back once what it held", async () => {
  const x = dg.tensor([1, 2]);
  const tape = new dg.GradientTape({ persistent: true });
  tape.watch(x);
  const y = dg.sum(dg.square(x));
  tape.gradient(y, [x]);
  for (let i = 0; i < 3; i++) tape[Symbol.dispose]();
  assertEquals([...await x.data()], [1, 2]);
  assertEquals(await y.item(), 5);
});

Deno.test("a tape that has been asked records no longer, unless it is persistent", async () => {
  const x = dg.tensor(3);
  for (const persistent of [false, true]) {
    const before = recordingTapes().length;
    using outer = new dg.GradientTape({ persistent });
    outer.watch(x);
    const inner = new dg.GradientTape({ persistent });
    inner.watch(x);
    const [slope] = inner.gradient(dg.mul(x, dg.square(x)), [x]);
    assertEquals(recordingTapes().length - before, persistent ? 2 : 1);
    const [second] = outer.gradient(slope!, [x]);
    assertEquals(recordingTapes().length - before, persistent ? 2 : 0);
    assertEquals([await slope!.item(), await second!.item()], [27, 18]);
    inner[Symbol.dispose]();
  }
  assertEquals(recordingTapes().length, 0);
});

Deno.test("a loop that disposes of no tape trains on, and keeps nothing", async () => {
  await using _own = await ownMemory();
  const layer = new dg.layers.Dense({ units: 1, kernelInitializer: "ones" });
  const optimizer = new dg.optimizers.SGD({ learningRate: 0.1 });
  const x = dg.ones([4, 2]);
  const used: number[] = [];
  for (let i = 0; i < 600; i++) {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape();
    const loss = dg.mean(dg.square(layer.apply(x)));
    const gradients = tape.gradient(loss, layer.trainableVariables);
    optimizer.apply(gradients, layer.trainableVariables);
    used.push(dg.backendInfo().bytesInUse);
  }
  assertEquals(recordingTapes().length, 0);
  await layer.weights[0].value.data();
  assertEquals(
    Math.max(...used.slice(300)) <= Math.max(...used.slice(0, 300)),
    true,
  );
});

Deno.test("tapes that are never asked are told before they take all memory", () => {
  const tapes: dg.GradientTape[] = [];
  const error = assertThrows(() => {
    for (let i = 0; i < 1000; i++) tapes.push(new dg.GradientTape());
  }, dg.ValueError);
  for (const tape of tapes) tape[Symbol.dispose]();
  assertStringIncludes(
    error.message,
    "Cannot make a GradientTape: expected fewer than 256 that record",
  );
  assertEquals([tapes.length, recordingTapes().length], [256, 0]);
  new dg.GradientTape()[Symbol.dispose]();
});

const sumOfSquares = (x: dg.Tensor): dg.Tensor => dg.sum(dg.square(x));

Deno.test("a tape that has been disposed says so", () => {
  const x = dg.tensor([1, 2]);
  const tape = new dg.GradientTape({ persistent: true });
  tape.watch(x);
  const y = sumOfSquares(x);
  tape[Symbol.dispose]();
  const said = "received one that has been disposed";
  assertThrows(() => tape.gradient(y, [x]), ReferenceError, said);
  assertThrows(() => tape.watch(x), ReferenceError, said);
});

Deno.test("a tape has variables as they were when it recorded, whatever has been done since they were changed", async () => {
  await dg.setBackend("wasm");
  const x = dg.tensor([[1, 1]]);
  const kernel = new dg.layers.Variable(dg.tensor([[1, 4], [3, 4]]));
  const tape = new dg.GradientTape();
  tape.watch(x);
  const y = x.matmul(kernel).sum();
  const sgd = new dg.optimizers.SGD(1);
  sgd.apply([dg.ones([2, 2])], [kernel]);
  // All that waits is done: nothing takes the change back any more.
  assertEquals([...await kernel.value.data()], [0, 3, 2, 3]);
  const [gradient] = tape.gradient(y, [x]);
  assertEquals([...await gradient!.data()], [5, 7]);
});

Deno.test("a gradient goes the ways alone that lead to its sources", async () => {
  await dg.setBackend("reference");
  let calls = 0;
  const counted = dg.customGradient((x) => ({
    value: x,
    gradient: (cotangent) => {
      calls++;
      return [cotangent];
    },
  }));
  const [a, b] = [2, 3].map((value) =>
    new dg.layers.Variable(dg.tensor(value))
  );
  using tape = new dg.GradientTape({ persistent: true });
  const y = counted(a).square().mul(b);
  const [ofB] = tape.gradient(y, [b]);
  assertEquals([await ofB!.item(), calls], [4, 0]);
  const [ofA] = tape.gradient(y, [a]);
  assertEquals([await ofA!.item(), calls], [12, 1]);
  const all = tape.gradient(y, [a, b]).map((one) => one!.item());
  assertEquals([...await Promise.all(all), calls], [12, 4, 2]);
});

/** Losses of three variables, which are used several times, out of order, in a block that is run again, or not at all. */
const LOSSES: Record<
  string,
  (variables: dg.layers.Variable[]) => dg.Tensor
> = {
  "in order": ([a, b, c]) => a.square().mul(b).square().mul(c),
  "the first one last too": ([a, b, c]) => a.mul(b).exp().mul(c).mul(a),
  "one thrice": ([a]) => a.mul(a.exp()).add(a),
  "through a block": ([a, b, c]) =>
    dg.recompute(() => dg.recompute(() => a.mul(b))().mul(a.exp()))().mul(c),
  "assigned to in a block": ([a, b, c]) =>
    dg.recompute(() => {
      b.assign(b.mul(2));
      return b.mul(a);
    })().mul(b).mul(c),
};

for (const [name, loss] of Object.entries(LOSSES)) {
  Deno.test(`gradients are told once each, and when they are complete: ${name}`, async () => {
    await dg.setBackend("reference");
    const gradientsOf = (
      onGradient?: (x: dg.Tensor, place: number) => void,
    ) => {
      const variables = [0.5, -1.5, 2].map((value, i) =>
        new dg.layers.Variable(dg.tensor(value), { name: `v${i}` })
      );
      using tape = new dg.GradientTape();
      return tape.gradient(loss(variables), variables, { onGradient });
    };
    const expected = gradientsOf();
    const told = new Map<number, dg.Tensor>();
    const gradients = gradientsOf((gradient, place) => {
      assert(!told.has(place));
      told.set(place, gradient);
    });
    for (const [i, gradient] of gradients.entries()) {
      assertEquals(told.get(i) ?? null, gradient);
      assertEquals(await gradient?.item(), await expected[i]?.item());
    }
  });
}

Deno.test("gradients are told in the order in which the backward pass makes them", () => {
  const events: string[] = [];
  const variables = ["a", "b", "c"].map((name) =>
    new dg.layers.Variable(dg.tensor(2), { name })
  );
  using tape = new dg.GradientTape();
  const passing = dg.customGradient((value) => ({
    value,
    gradient: (cotangent) => {
      events.push("op");
      return [cotangent];
    },
  }));
  const [a, b, c] = variables;
  const y = passing(passing(a.square()).mul(b)).mul(c);
  tape.gradient(y, variables, {
    onGradient: (_, place) => void events.push(variables[place].name),
  });
  assertEquals(events, ["c", "op", "b", "op", "a"]);
});
