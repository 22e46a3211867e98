/** What the line of progress says of the speed. */

import { assertEquals } from "@std/assert";
import { Progress, type Work } from "../../../models/progress/progress.ts";

/** A clock that is set by hand, and the lines that a kernel is given meanwhile. */
async function linesOf(
  work: (
    progress: Progress,
    wait: (ms: number) => Promise<void>,
  ) => Promise<void>,
): Promise<string[]> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  const { now } = performance;
  const lines: string[] = [];
  let time = 0;
  const display = (bundle: Record<string, string>) => {
    lines.push(bundle["text/plain"]);
    return Promise.resolve();
  };
  Object.defineProperty(globalThis, "Deno", {
    ...own,
    value: Object.create(Deno, { jupyter: { value: { display } } }),
  });
  performance.now = () => time;
  try {
    const progress = new Progress(1);
    await work(progress, async (ms) => {
      time += ms;
      // The kernel is given each line.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    });
    await progress.close();
  } finally {
    performance.now = now;
    Object.defineProperty(globalThis, "Deno", own);
  }
  return lines;
}

const EPOCH = { name: "epoch 2/2", steps: 2, epoch: 1 };

Deno.test("a speed has two digits where it is small, and is seconds a sample below 1", async () => {
  const works: [samples: number, ms: number, said: string][] = [
    [1234, 1000, "1234 samples/s"],
    [99, 2000, "50 samples/s"],
    [7, 3000, "2.3 samples/s"],
    [1, 1000, "1 samples/s"],
    [1, 3456, "3.5 s/sample"],
    [1, 90_000, "90 s/sample"],
  ];
  for (const [samples, ms, said] of works) {
    const lines = await linesOf(async (progress, wait) => {
      progress.begin({ name: "work", steps: 2 });
      await wait(ms);
      progress.show(1, samples, {});
      await wait(0);
      progress.end(samples, {});
      await wait(0);
    });
    for (const line of lines.slice(1)) {
      assertEquals(line.match(/[\d.]+ (samples\/s|s\/sample)/)?.[0], said);
    }
    assertEquals(lines.length, 3);
  }
});

Deno.test("a speed is that of the work that is going on, from its first step", async () => {
  const works: [Work, speed: number][] = [
    [{ ...EPOCH, name: "epoch 1/2", epoch: 0 }, 10],
    [{ name: "validation", steps: 2, isPart: true }, 1000],
    [EPOCH, 100],
    [{ ...EPOCH, samples: 50 }, 20],
  ];
  const lines = await linesOf(async (progress, wait) => {
    for (const [work, speed] of works) {
      progress.begin(work);
      await wait(1000);
      progress.show(1, (work.samples ?? 0) + speed, {});
      await wait(0);
    }
  });
  const speeds = lines.map((line) => line.match(/(\d+) samples\/s/)?.[1]);
  assertEquals(
    speeds,
    works.flatMap(([, speed]) => [undefined, `${speed}`]),
    lines.join("\n"),
  );
});
