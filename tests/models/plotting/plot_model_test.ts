/** Drawings of models: what they show, and that they are SVG whatever names there are. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { textWidth } from "../../../models/plotting/text_width.ts";

const { Add, Dense, Dropout } = dg.layers;
type Symbol1 = dg.SymbolicTensor;

/** The lines of text in a drawing, and how many boxes and arrows it has; it has to be well-formed. */
function read(svg: string) {
  const open: string[] = [];
  for (
    const [, close, name, , empty] of svg.matchAll(
      /<(\/?)(\w+)((?: [\w-]+="[^"<>]*")*)(\/?)>/g,
    )
  ) {
    if (close) assertEquals(open.pop(), name);
    else if (!empty) open.push(name);
  }
  assertEquals(open, []);
  const rest = svg.replace(/<\/?\w+(?: [\w-]+="[^"<>]*")*>/g, "");
  assert(!/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/.test(rest), rest);
  assert(!/NaN|Infinity|undefined/.test(svg), svg);
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)];
  return {
    texts: texts.map(([, text]) => text),
    boxes: svg.match(/<rect x=/g)?.length ?? 0,
    arrows: svg.match(/fill="none"/g)?.length ?? 0,
  };
}

function sequential() {
  return new dg.Sequential([
    new Dense({ units: 8, activation: "relu", inputShape: [2], name: "d1" }),
    new Dropout({ rate: 0.5, name: "drop" }),
  ], { name: "tail" });
}

Deno.test("a Sequential is a chain of boxes with what is asked for", () => {
  const model = sequential();
  model.layers[0].trainable = false;
  assertEquals(read(`${dg.plotModel(model)}`), {
    texts: ["Dense", "Dropout"],
    boxes: 2,
    arrows: 1,
  });
  const all = dg.plotModel(model, {
    showShapes: true,
    showDtype: true,
    showLayerNames: true,
    showLayerActivations: true,
    showTrainable: true,
  });
  assertEquals(read(`${all}`).texts, [
    "d1 (Dense)",
    "Activation: relu",
    "Input: [null, 2]",
    "Output: [null, 8]",
    "Dtype: float32",
    "Trainable: no",
    "drop (Dropout)",
    "Input: [null, 8]",
    "Output: [null, 8]",
    "Dtype: float32",
  ]);
});

Deno.test("a graph has a box for each layer and an arrow for each use; nested models are drawn if asked", () => {
  const a = dg.Input({ shape: [2], name: "a" });
  const b = dg.Input({ shape: [2], name: "b" });
  const shared = sequential();
  const both: Symbol1[] = [shared.apply(a), shared.apply(b)];
  const sum: Symbol1 = new Add().apply(both);
  const model = new dg.Model({ inputs: [a, b], outputs: [sum, sum.mul(2)] });
  const plain = read(`${dg.plotModel(model)}`);
  assertEquals(plain.texts.sort(), [
    "Add",
    "InputLayer",
    "InputLayer",
    "Sequential",
    "mul",
  ]);
  assertEquals([plain.boxes, plain.arrows], [5, 5]);
  for (const rankdir of ["TB", "BT", "LR", "RL"] as const) {
    const { texts, boxes, arrows } = read(
      `${dg.plotModel(model, { expandNested: true, rankdir })}`,
    );
    assert(texts.includes("tail (Sequential)") && texts.includes("Dropout"));
    assertEquals([boxes, arrows], [7, 6]);
  }
});

Deno.test("arrows lead where rankdir says", () => {
  const place = (rankdir: dg.RankDirection) => {
    const svg = `${dg.plotModel(sequential(), { rankdir })}`;
    const [first, second] = [...svg.matchAll(/<text x="([^"]*)" y="([^"]*)"/g)]
      .map(([, x, y]) => [Number(x), Number(y)]);
    return [Math.sign(second[0] - first[0]), Math.sign(second[1] - first[1])];
  };
  assertEquals(place("TB"), [0, 1]);
  assertEquals(place("BT"), [0, -1]);
  assertEquals(place("LR"), [1, 0]);
  assertEquals(place("RL"), [-1, 0]);
});

Deno.test("a layer that is called on what came of it stands once for each call", () => {
  const x = dg.Input({ shape: [2] });
  const dense = new Dense({ units: 2 });
  const twice = dense.apply(dense.apply<Symbol1>(x));
  const model = new dg.Model({ inputs: x, outputs: twice });
  const { texts, arrows } = read(`${dg.plotModel(model)}`);
  assertEquals([texts, arrows], [["InputLayer", "Dense", "Dense"], 2]);
});

Deno.test("what has no graph is a box; what is not built has no shapes", () => {
  const empty = dg.plotModel(new dg.Sequential(), { showShapes: true });
  assertEquals(read(`${empty}`).texts, ["Sequential", "Input: ?", "Output: ?"]);
  const unbuilt = new dg.Sequential([new Dense({ units: 1 })]);
  assertEquals(read(`${dg.plotModel(unbuilt, { showShapes: true })}`).texts, [
    "Dense",
    "Input: ?",
    "Output: ?",
  ]);
});

Deno.test("names and functions are written as they are, and long ones cut", () => {
  const model = new dg.Sequential([
    new Dense({ units: 1, name: '<b>&"\u0001', activation: (x) => x.mul(2) }),
    new Dense({ units: 1, name: "long".repeat(100) }),
  ]);
  const { texts } = read(
    `${
      dg.plotModel(model, { showLayerNames: true, showLayerActivations: true })
    }`,
  );
  assertEquals(texts[0], "&lt;b&gt;&amp;&quot;\ufffd (Dense)");
  assert(texts[1].startsWith("Activation: "));
  assertEquals([...texts[2]].length, 60);
});

Deno.test("boxes are as wide as their text, and a notebook gets the drawing", () => {
  const plot = dg.plotModel(sequential(), { showLayerNames: true });
  const widths = [
    ...plot.matchAll(/<rect x="[^"]*" y="[^"]*" width="([^"]*)"/g),
  ]
    .map(([, width]) => Number(width));
  assert(widths[0] > textWidth("d1 (Dense)", 13));
  const shown = plot as unknown as Record<symbol, () => dg.Display>;
  const forms = shown[Symbol.for("Jupyter.display")]();
  assertEquals(forms["image/svg+xml"], `${plot}`);
});

Deno.test("what is no model is refused", () => {
  assertThrows(
    () => dg.plotModel("model" as never),
    TypeError,
    'Cannot plot a model: expected a model, received "model"',
  );
});
