/** What a notebook shows of a training, with a kernel that writes down what it is given. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

interface Shown {
  readonly bundle: Record<string, string>;
  readonly options: { raw: boolean; display_id: string; update: boolean };
}

/** Runs `f` as if it were in a cell; a kernel is slow, and hands on one thing after the other. */
async function inNotebook(f: () => Promise<unknown>): Promise<Shown[]> {
  const shown: Shown[] = [];
  let busy = false;
  const jupyter = {
    async display(
      bundle: Shown["bundle"],
      options: Shown["options"],
    ): Promise<void> {
      assertEquals(busy, false, "two at once");
      busy = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      busy = false;
      shown.push({ bundle, options });
    },
  };
  await withKernel(jupyter, f);
  return shown;
}

async function withKernel<T>(
  jupyter: object,
  f: () => Promise<T>,
): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  Object.defineProperty(globalThis, "Deno", {
    ...own,
    value: Object.create(Deno, { jupyter: { value: jupyter } }),
  });
  try {
    return await f();
  } finally {
    Object.defineProperty(globalThis, "Deno", own);
  }
}

const x = dg.ones([30, 3]), y = dg.ones([30, 2]);
const slowly = new dg.callbacks.LambdaCallback({
  onTrainBatchEnd: () => new Promise((resolve) => setTimeout(resolve, 30)),
});

function small(): dg.Sequential {
  const model = new dg.Sequential([new dg.layers.Dense({ units: 2 })]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  return model;
}

Deno.test("a training is one display, made anew, with a curve for each metric", async () => {
  const shown = await inNotebook(() =>
    small().fit(x, y, {
      ...{ batchSize: 3, epochs: 3, callbacks: [slowly] },
      validationSplit: 0.2,
    })
  );
  assertEquals(new Set(shown.map(({ options }) => options.display_id)).size, 1);
  const updates = shown.map(({ options }) => options.update);
  assertEquals(updates, shown.map((_, i) => i > 0));
  assert(shown.every(({ options }) => options.raw));
  const pictures = shown.map(({ bundle }) => bundle["image/svg+xml"]);
  const last = pictures.at(-1)!;
  for (const name of ["loss", "mae", "training", "validation"]) {
    assertStringIncludes(last, `>${name}</text>`);
  }
  // Three epochs are three dots on each of two curves of two panels.
  const dots = [...last.matchAll(/d="((?:M[\d.]+ [\d.]+h0)+)"/g)];
  assertEquals(dots.map(([, path]) => path.split("M").length - 1), [
    3,
    3,
    3,
    3,
  ]);
  assertEquals(last.includes('rx="3"'), false, "a bar where all is done");
  assert(pictures.some((one) => one.includes('rx="3"')), "no bar on the way");
  assertStringIncludes(shown.at(-1)!.bundle["text/plain"], "epoch 3/3  loss ");
});

Deno.test("names are text in the picture, and numbers that are not finite break nothing", async () => {
  class Odd extends dg.Model {
    readonly dense = new dg.layers.Dense({ units: 2 });
    count = 0;
    override call(x: dg.Tensor): dg.Tensor {
      return this.dense.apply(x);
    }
    override trainStep() {
      return { loss: 1 / this.count++, "<b>&": NaN };
    }
  }
  const model = new Odd();
  const options = { batchSize: 15, epochs: 2, callbacks: [slowly] };
  const shown = await inNotebook(() =>
    model.fit(x, y, { ...options, checkFinite: false })
  );
  const last = shown.at(-1)!.bundle["image/svg+xml"];
  assertStringIncludes(last, "&lt;b&gt;&amp;</text>");
  assertEquals(
    /NaN(?! \u00b7)|Infinity/.test(last.replace(/<text.*?<\/text>/g, "")),
    false,
  );
});

Deno.test("evaluations and predictions show how far they are, and lines where lines are wanted", async () => {
  const model = small();
  const said: string[] = [];
  const log = console.log;
  console.log = (text: string) => void said.push(text);
  try {
    const shown = await inNotebook(async () => {
      await model.evaluate(x, y);
      (await model.predict(x))[Symbol.dispose]();
      await model.fit(x, y, { epochs: 2, verbose: 2 });
      await model.fit(x, y, { verbose: 0 });
    });
    const texts = shown.map(({ bundle }) => bundle["text/plain"]);
    assert(
      texts.some((text) => text.startsWith("evaluation  loss ")),
      `${texts}`,
    );
    assert(texts.at(-1)!.startsWith("prediction"), `${texts}`);
  } finally {
    console.log = log;
  }
  assertEquals(said.map((line) => line.slice(0, 9)), [
    "epoch 1/2",
    "epoch 2/2",
  ]);
});

Deno.test("a kernel that fails costs no training", async () => {
  const jupyter = { display: () => Promise.reject(new Error("gone")) };
  const { epoch } = await withKernel(
    jupyter,
    () => small().fit(x, y, { epochs: 2 }),
  );
  assertEquals(epoch, [0, 1]);
});
