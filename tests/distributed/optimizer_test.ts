/** The optimizer of several processes, with others that say what a test has them say. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  DistributedOptimizer,
  type Group,
} from "@decograd/decograd/distributed";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { checkAlike } from "../../distributed/alike.ts";
import { second, weight } from "./second.ts";
import { unreached } from "../helpers/unreached_backend.ts";

for (const isReached of [true, false]) {
  const where = isReached
    ? "where they lie"
    : "each of them read once, where that is to be waited for";
  Deno.test(`a step goes by the means of the gradients, which travel in pieces from the last on, ${where}`, async () => {
    const events: string[] = [];
    const wasm = new WasmBackend({ threads: 1 });
    const read = (length: number) => events.push(`read ${length}`);
    const inner = isReached ? wasm : unreached(wasm, read);
    await dg.setBackend(new FusingBackend(inner));
    const { group, calls, said } = second({ broadcast() {} });
    const large = 7 * 2 ** 20;
    const weights = [
      weight("a", [2, 2]),
      weight("b", [large]),
      weight("none", [1]),
      weight("c", [3]),
    ];
    const optimizer = new DistributedOptimizer(
      new dg.optimizers.SGD({ learningRate: 1 }),
      { group },
    );
    optimizer.build(weights);
    const gradients = [
      dg.tensor([[1, 2], [3, 4]]).transpose(),
      dg.zeros([large]),
      null,
      dg.tensor([5, 6, 7]),
    ];
    if (!isReached) await optimizer.exchange(gradients, weights);
    // Of the weights, which were compared.
    const compared = weights.map(({ size }) => `read ${size}`);
    const pieces = [large + 3, 4].map((size) => `read ${size}`);
    assertEquals(events, isReached ? [] : [...compared, ...pieces]);
    optimizer.apply(gradients, weights);
    assertEquals(calls.filter((call) => !/max/.test(call)), [
      `sum of ${large + 3}`,
      "sum of 4",
      `end of sum of ${large + 3}`,
      "end of sum of 4",
    ]);
    assertEquals(said, [
      `average 2 gradients (step 1, piece 1: variable 4, 2) of ${
        large + 3
      } numbers`,
      "average 1 gradients (step 1, piece 2: variable 1) of 4 numbers",
    ]);
    const values = await Promise.all(weights.map(({ value }) => value.data()));
    assertEquals([...values[0]], [-1, -2, -1.5, -2.5]);
    assert(values[1].every((one) => one === -0.5));
    assertEquals([...values[2]], [1]);
    assertEquals([...values[3]], [-3, -3.5, -4]);
    assertEquals(optimizer.iterations, 1);
    await dg.setBackend("wasm");
  });
}

Deno.test("gradients of weights that were not those of all are refused, and nothing is changed", async () => {
  const own = weight("w", [2]);
  let sent = 0;
  // Names are the same, values are not.
  const { group } = second({
    broadcast: (_, elements) => void (sent++ < 2 || elements.fill(8)),
  });
  const optimizer = new DistributedOptimizer("sgd", { group });
  assertThrows(
    () => optimizer.apply([dg.ones([2])], [own]),
    dg.ValueError,
    "expected weights that are the same on every rank before the first step",
  );
  assertEquals([...await own.value.data()], [1, 1]);
});

Deno.test("the first variable that is not that of rank 0 is named", () => {
  // A list of what rank 0 has, as it is compared and as it is told; then what it says of the third: what it is, how it is
  // told, and what helps.
  const twice = (trait: string) => [trait, trait];
  const said = [
    [
      ...['variable 1: "a" [2]', 'variable 2: "b" [3]'].flatMap(twice),
      ...['variable 3: "c" [4]', 'variable 3: "c_1" [4]'],
    ],
    ["variable 3", '"c_1" [4]', "of one model"],
  ].map((texts) => new TextEncoder().encode(JSON.stringify(texts)));
  const sent = said.flatMap((bytes) => [[bytes.length], bytes]);
  const { group } = second({
    broadcast(_, elements, root) {
      if (root === 0) elements.set(sent.shift()!);
    },
    allGather: (_, [own]) => Float64Array.of(-1, own),
  });
  const traits = ["a", "b"].map((name, i) => ({
    ...{ what: `variable ${i + 1}`, value: `"${name}" [${i + 2}]` },
  }));
  assertThrows(
    () => checkAlike("build it", group, traits),
    dg.ValueError,
    'Cannot build it: expected variable 3 to be "c_1" [4] on every rank, as on rank 0, received none on rank 1 (of one model)',
  );
});

Deno.test("an optimizer without processes is refused", () => {
  const group = {} as Group;
  assertThrows(
    () => new DistributedOptimizer("sgd", { group }),
    dg.ValueError,
    "expected group to be a group",
  );
});

Deno.test("what is accumulated is sent once an update, together, and never by a step between", async () => {
  await dg.setBackend("wasm");
  for (const lossScaleFactor of [null, 8]) {
    const { group, calls } = second({ broadcast() {} });
    const inner = new dg.optimizers.SGD({
      ...{ learningRate: 1, gradientAccumulationSteps: 3, lossScaleFactor },
    });
    const optimizer = new DistributedOptimizer(inner, { group });
    const weights = [weight("a", [2]), weight("b", [1])];
    optimizer.build(weights);
    const sent: number[] = [];
    for (let step = 1; step <= 6; step++) {
      const from = calls.length;
      const scale = lossScaleFactor ?? 1;
      const gradients = [[step, 2 * step], [3]].map((numbers) =>
        dg.tensor(numbers).mul(scale)
      );
      optimizer.apply(gradients, weights);
      sent.push(calls.slice(from).filter((one) => /^sum/.test(one)).length);
      assertEquals(optimizer.accumulatedSteps, step % 3);
    }
    assertEquals(sent, [0, 0, 1, 0, 0, 1]);
    assertEquals(calls.filter((one) => one === "sum of 3").length, 2);
    // The other rank has accumulated 3 for each weight, scaled.
    const others = 3 / (lossScaleFactor ?? 1);
    const means = [21, 42, 18].map((sum) => (sum + 2 * others) / 2 / 3);
    const values = await Promise.all(weights.map(({ value }) => value.data()));
    assertEquals([...values[0], ...values[1]], means.map((one) => 1 - one));
  }
});

Deno.test("a loss scale of one rank's own is refused", () => {
  const { group } = second({ broadcast() {} });
  const innerOptimizer = new DistributedOptimizer("sgd", { group });
  const own = weight("w", [1]);
  innerOptimizer.build([own]);
  const optimizer = new dg.optimizers.LossScaleOptimizer({ innerOptimizer });
  assertThrows(
    () => optimizer.apply([dg.ones([1])], [own]),
    dg.ValueError,
    "around the optimizer with a loss scale",
  );
});

/** A layer of 28 MB of weights, that notes when the backward pass leaves it. */
class Noting extends dg.layers.Layer {
  readonly scale = weight(this.name, [7 * 2 ** 20]);
  readonly #note: (name: string) => void;

  constructor(name: string, note: (name: string) => void) {
    super({ name });
    this.#note = note;
  }

  override call(x: dg.Tensor): dg.Tensor {
    const noted = dg.customGradient((value) => ({
      value,
      gradient: (cotangent) => {
        this.#note(this.name);
        return [cotangent];
      },
    }));
    return noted(x).mul(this.scale.value);
  }
}

Deno.test("a piece leaves as soon as its gradients are computed, while the backward pass goes on", async () => {
  await dg.setBackend("wasm");
  const events: string[] = [];
  const { group } = second({
    broadcast() {},
    allReduce(_, elements) {
      // What is sent is there already, and not only asked for.
      events.push(`sent ${elements[0]}`);
      return { end: () => void events.push("waited") };
    },
  });
  const note = (name: string) => void events.push(`left ${name}`);
  const [a, b, c] = ["a", "b", "c"].map((name) => new Noting(name, note));
  const model = new dg.Sequential([a, b, c]);
  const optimizer = new DistributedOptimizer(
    new dg.optimizers.SGD({ learningRate: 0 }),
    { group },
  );
  const trainer = new dg.Trainer({ model, optimizer });
  [a, b, c].forEach(({ scale }, i) =>
    scale.assign(dg.full([7 * 2 ** 20], i + 1))
  );
  const step = () =>
    trainer.minimize(() => model.apply(dg.tensor([[5]])).sum());
  // What the first step builds has nobody that listens yet.
  step();
  assertEquals(events.slice(0, 2), ["left c", "left b"]);
  events.length = 0;
  step();
  assertEquals(
    events,
    [
      ...["sent 10", "left c", "sent 15", "left b", "sent 30"],
      ...["waited", "waited", "waited"],
    ],
  );
});
