/** Layouts of graphs: boxes keep apart, arrows pass them by, and few cross. */

import { assert, assertEquals } from "@std/assert";
import {
  type Layout,
  layout,
  type Point,
  type Size,
} from "../../../models/plotting/layout/layout.ts";
import type { Edge } from "../../../models/plotting/layout/ranks.ts";
import { integersBelow } from "../../helpers/random.ts";

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function rectangles({ boxes }: Layout, sizes: readonly Size[]): Rectangle[] {
  return boxes.map(({ x, y }, i) => ({
    left: x - sizes[i].width / 2,
    right: x + sizes[i].width / 2,
    top: y - sizes[i].height / 2,
    bottom: y + sizes[i].height / 2,
  }));
}

/** Points along an arrow, whose odd stretches are curves. */
function pointsAlong(points: readonly Point[]): Point[] {
  const steps = Array.from({ length: 21 }, (_, i) => i / 20);
  return points.slice(1).flatMap((to, i) => {
    const from = points[i];
    return steps.map((t) => {
      const bend = i % 2 === 0 ? t : 3 * t ** 2 - 2 * t ** 3;
      const rise = i % 2 === 0
        ? t
        : 1.5 * t * (1 - t) ** 2 + 1.5 * t ** 2 * (1 - t) + t ** 3;
      return {
        x: from.x + bend * (to.x - from.x),
        y: from.y + rise * (to.y - from.y),
      };
    });
  });
}

function check(sizes: readonly Size[], edges: readonly Edge[]): void {
  const found = layout(sizes, edges);
  const all = rectangles(found, sizes);
  const margin = 1e-6;
  all.forEach((a, i) => {
    assert(a.left >= -margin && a.top >= -margin);
    assert(
      a.right <= found.width + margin && a.bottom <= found.height + margin,
    );
    for (const b of all.slice(i + 1)) {
      const apart = a.right + 4 <= b.left || b.right + 4 <= a.left ||
        a.bottom + 4 <= b.top || b.bottom + 4 <= a.top;
      assert(apart, "two boxes lie on each other");
    }
  });
  found.arrows.forEach((points, i) => {
    const { from, to } = edges[i];
    const [first, last] = [points[0], points[points.length - 1]];
    assertEquals([first.x, first.y], [found.boxes[from].x, all[from].bottom]);
    assertEquals(last.y, all[to].top);
    assert(last.x > all[to].left && last.x < all[to].right);
    for (const { x, y } of pointsAlong(points)) {
      const through = all.filter((box) =>
        x > box.left + margin && x < box.right - margin &&
        y > box.top + margin && y < box.bottom - margin
      );
      assertEquals(through, [], "an arrow goes through a box");
    }
  });
}

Deno.test("boxes lie apart and arrows go through none, in graphs of any kind", () => {
  const integer = integersBelow(5);
  for (let trial = 0; trial < 60; trial++) {
    const count = 1 + integer(14);
    const sizes = Array.from({ length: count }, () => ({
      width: 40 + integer(200),
      height: 20 + integer(80),
    }));
    const edges = Array.from({ length: integer(2 * count) }, () => {
      const [from, to] = [integer(count), integer(count)].sort((a, b) => a - b);
      return { from, to };
    }).filter(({ from, to }) => from !== to);
    check(sizes, edges);
  }
});

const BOX = { width: 60, height: 20 };

Deno.test("a chain is straight, and an input stands just above what it leads to", () => {
  const edges = [0, 1, 2].map((from) => ({ from, to: from + 1 }));
  const { boxes } = layout(new Array(5).fill(BOX), [...edges, {
    from: 4,
    to: 3,
  }]);
  assert(Math.abs(boxes[0].x - boxes[1].x) < 1);
  assertEquals(boxes[4].y, boxes[2].y);
});

Deno.test("arrows that need not cross do not", () => {
  // 0 and 1 lead to 5, 4, and 3, 2 in the wrong order.
  const edges = [[0, 5], [0, 4], [1, 3], [1, 2], [5, 6], [4, 6], [3, 7], [2, 7]]
    .map(([from, to]) => ({ from, to }));
  const { boxes } = layout(new Array(8).fill(BOX), edges);
  const left = Math.max(boxes[4].x, boxes[5].x);
  const right = Math.min(boxes[2].x, boxes[3].x);
  assertEquals(left < right, boxes[0].x < boxes[1].x);
  assertEquals(boxes[6].x < boxes[7].x, boxes[0].x < boxes[1].x);
});

Deno.test("arrows into a box end side by side", () => {
  const edges = [0, 1, 2].map((from) => ({ from, to: 3 }));
  const { arrows, boxes } = layout(new Array(4).fill(BOX), edges);
  const ends = arrows.map((points) => points[points.length - 1].x);
  const inOrder = (values: readonly number[]) =>
    values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  assertEquals(new Set(ends).size, 3);
  assertEquals(inOrder(ends), inOrder(boxes.slice(0, 3).map(({ x }) => x)));
});
