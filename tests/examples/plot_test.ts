/** Plots of the examples: where points come to lie, and what is written beside them. */

import { assert, assertEquals } from "@std/assert";
import { between, curve, histogram, plot } from "../../examples/shared/plot.ts";

Deno.test("a plot reaches from the least to the greatest value, with round numbers at its sides", () => {
  const points = curve([-1, 3, 1]);
  const svg = plot([
    { title: "a < b", shapes: [{ name: "a & b", color: "red", points }] },
  ]);
  assert(svg.includes('d="M44.0 196.0L176.0 44.0L308.0 120.0"'), svg);
  const said = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, it]) => it);
  assertEquals(said, [
    ...["a &lt; b", "a &amp; b"],
    ...["-1", "0", "1", "2", "3"],
    ...["0", "0.5", "1", "1.5", "2"],
  ]);
});

Deno.test("an area goes along one curve and back along the other", () => {
  const points = between([1, 2], [3, 4]);
  assertEquals(points, [[0, 1], [1, 2], [1, 4], [0, 3]]);
  const shape = { name: "", color: "red", points, filled: true };
  assert(plot([{ title: "", shapes: [shape] }]).includes('Z" fill="red"'));
});

Deno.test("a histogram counts all values, those at its ends and beyond too", () => {
  const values = [0, 0.4, 0.5, 1, 1, 7, -7];
  assertEquals(histogram(values, [0, 1], 2), [
    ...[[0, 0], [0, 3], [0.5, 3], [0.5, 4], [1, 4], [1, 0]] as const,
  ]);
});

Deno.test("what does not change is drawn all the same", () => {
  const points = curve([5, 5]);
  const svg = plot([{
    title: "",
    shapes: [{ name: "", color: "red", points }],
  }]);
  assert(!svg.includes("NaN"), svg);
});
