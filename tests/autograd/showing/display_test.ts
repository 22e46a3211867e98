/** Tensors in notebooks: tables and pictures. */

import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import * as dg from "@decograd/decograd";

type Shows = Record<symbol, () => Promise<dg.Display>>;

function display(value: unknown): Promise<dg.Display> {
  return (value as Shows)[Symbol.for("Jupyter.display")]();
}

/** The cells of a table, row by row. */
function cellsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[hd]>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell)
  );
}

function pictureIn(shown: dg.Display) {
  return decode(
    Uint8Array.from(atob(shown["image/png"]), (c) => c.charCodeAt(0)),
  );
}

Deno.test("tensors of one and two axes are tables with their places", async () => {
  const shown = await display(dg.tensor([[1, 2.5], [-3, 4]]));
  assertEquals(cellsOf(shown["text/html"]), [
    ["", "0", "1"],
    ["0", "1.", "2.5"],
    ["1", "-3.", "4."],
  ]);
  const row = await display(dg.tensor([1, 2, 3]));
  assertEquals(cellsOf(row["text/html"])[1], ["0", "1.", "2.", "3."]);
  assertEquals(shown["text/plain"].split("\n").slice(1), [
    "[[ 1.   2.5]",
    " [-3.   4. ]]",
  ]);
});

Deno.test("of large tables the edges are shown", async () => {
  const { "text/html": html } = await display(dg.zeros([100, 21]));
  const cells = cellsOf(html);
  assertEquals([cells.length, cells[0].length], [22, 22]);
  assertEquals([cells[10][0], cells[11][0], cells[12][0]], ["9", "…", "90"]);
});

Deno.test("an image is a picture, whose pixels are squares if it is small", async () => {
  const image = dg.tensor([0, 0.2, 0.4, 0.6, 0.8, 1], [1, 2, 3]);
  const { width, height, channels, data } = pictureIn(await display(image));
  assertEquals([width, height, channels], [224, 112, 3]);
  const at = (x: number, y: number) =>
    [...data.slice((y * width + x) * 3)].slice(0, 3);
  assertEquals(at(0, 0), [0, 51, 102]);
  assertEquals(at(111, 111), [0, 51, 102]);
  assertEquals(at(112, 0), [153, 204, 255]);
});

Deno.test("a batch is a grid; bytes and other values are brought to what can be seen", async () => {
  const bytes = dg.tensor([0, 255, 51, 102], [4, 1, 1, 1]);
  const grid = pictureIn(await display(bytes));
  assertEquals([grid.width, grid.height, grid.channels], [225, 225, 1]);
  const seen = (data: ArrayLike<number>) =>
    [...new Set(Array.from(data))].sort((a, b) => a - b);
  assertEquals(seen(grid.data), [0, 51, 102, 128, 255]);
  const other = await display(dg.tensor([-1, 0, 1, NaN], [2, 2, 1]));
  assertEquals(seen(pictureIn(other).data), [0, 128, 255]);
});

Deno.test("what is neither is text; a disposed tensor says that it is", async () => {
  const deep = await display(dg.zeros([2, 2, 2, 2, 2]));
  assertEquals(Object.keys(deep), ["text/plain"]);
  assertEquals(Object.keys(await display(dg.zeros([0, 3]))), ["text/plain"]);
  const x = dg.zeros([2]);
  x[Symbol.dispose]();
  assert((await display(x))["text/plain"].includes("disposed"));
});

Deno.test("the name of a variable cannot bring elements of its own into a table", async () => {
  const variable = new dg.layers.Variable(dg.ones([1]), { path: "<b>&" });
  const { "text/html": html } = await display(variable);
  assert(html.includes("&lt;b&gt;&amp;") && !html.includes("<b>"), html);
});
