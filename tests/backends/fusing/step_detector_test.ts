/** Where traces end in programs that repeat themselves, and in others. */

import { assertEquals } from "@std/assert";
import { StepDetector } from "../../../backends/fusing/step_detector.ts";

/** Where traces end when steps of so many commands follow each other, with a pause before some. */
function ends(
  steps: readonly (readonly number[])[],
  bytes: (step: number) => number,
): number[] {
  const detector = new StepDetector();
  const found: number[] = [];
  steps.forEach((commands, step) =>
    commands.forEach((command, i) => {
      if (detector.shouldEnd(bytes(step))) {
        found.push(step + i / commands.length);
        detector.restart();
      }
      detector.add(command, bytes(step));
    })
  );
  return found;
}

function count(length: number, from = 1): number[] {
  return Array.from({ length }, (_, i) => from + i);
}

Deno.test("windows end with the steps of a loop, from the second repetition on", () => {
  const steps = Array.from({ length: 8 }, () => count(50));
  assertEquals(ends(steps, () => 7), [2, 3, 4, 5, 6, 7]);
});

Deno.test("short steps share a window", () => {
  const steps = Array.from({ length: 40 }, () => count(8));
  assertEquals(ends(steps, () => 7), [8, 12, 16, 20, 24, 28, 32, 36]);
});

Deno.test("where each repetition holds more memory, layers repeat and not steps", () => {
  const steps = Array.from({ length: 3 }, () => count(40));
  assertEquals(ends(steps, (step) => step), []);
});

Deno.test("what does not repeat has no end", () => {
  assertEquals(ends([count(1000)], () => 7), []);
  assertEquals(ends([[...count(40), 99, ...count(40), 98]], () => 7), []);
});
