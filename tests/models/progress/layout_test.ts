/** How lines of progress are laid out. */

import { assert, assertEquals } from "@std/assert";
import { Layout } from "../../../models/progress/layout.ts";

/** A line as `fit` asks for it: what it says grows and shrinks. */
function lineOf(layout: Layout, text: string, columns: number): string {
  const name = "epoch 1/2";
  return layout.line([[name, "[]", text], [name, text], [text]], 0.5, columns);
}

const barIn = (line: string) => line.match(/\[.*\]/)?.[0].length ?? 0;

Deno.test("a bar gives way where there is more to say, and does not widen again while the terminal keeps its width", () => {
  const layout = new Layout();
  const texts = [
    "",
    "loss 0.5",
    "loss 0.5001, 12 s left",
    "loss 0.5, 9 s left",
  ];
  layout.begin();
  const bars = texts.map((text) => barIn(lineOf(layout, text, 50)));
  assertEquals(bars, [26, 26, 14, 14]);
  layout.begin();
  assertEquals(barIn(lineOf(layout, "", 50)), 14);
  assertEquals(barIn(lineOf(layout, "", 60)), 26);
});

Deno.test("what was too long for a work is left out to its end, and no line is too long", () => {
  const layout = new Layout();
  for (const columns of [40, 20, 8]) {
    layout.begin();
    assert(lineOf(layout, "-".repeat(30), columns).length < columns);
    const short = lineOf(layout, "loss 1", columns);
    assertEquals([short.length < columns, barIn(short)], [true, 0]);
    layout.begin();
    const fits = columns > 28;
    assertEquals(barIn(lineOf(layout, "loss 1", columns)) > 0, fits);
  }
});
