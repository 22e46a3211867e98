import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { barLine, plainLine } from "../../examples/decoder/progress_line.ts";

const plan = { epochs: 100, steps: 938, batchSize: 64 };
const late = { epoch: 99, step: 469, loss: 12345.678, imagesPerSecond: 987.6 };
const first = { epoch: 1, step: 0, loss: null, imagesPerSecond: 0 };

Deno.test("a line of progress is shorter than the terminal, whatever its width", () => {
  for (const state of [late, first, { ...late, imagesPerSecond: 0.01 }]) {
    for (let columns = 1; columns <= 200; columns++) {
      const line = barLine(plan, state, columns);
      assert(line.length < columns, `${line.length} in ${columns}: ${line}`);
    }
  }
});

Deno.test("a narrow terminal leaves out what matters least", () => {
  const short = { epochs: 1, steps: 10, batchSize: 64 };
  const state = { epoch: 1, step: 5, loss: 208.85, imagesPerSecond: 64 };
  const lines = {
    20: "50 %  loss 208.85",
    40: "epoch 1/1  50 %  loss 208.85  5 s left",
    60: "epoch 1/1  [#####-----]  loss 208.85  64 images/s  5 s left",
    80:
      "epoch 1/1  [############------------]  loss 208.85  64 images/s  5 s left",
    120:
      "epoch 1/1  [############------------]  loss 208.85  64 images/s  5 s left",
  };
  for (const [columns, line] of Object.entries(lines)) {
    assertEquals(barLine(short, state, Number(columns)), line);
  }
  assertEquals(
    plainLine(short, state),
    "epoch 1/1  50 %  loss 208.85  64 images/s  5 s left",
  );
});

Deno.test("before the first step nothing is known", () => {
  assertStringIncludes(
    plainLine(plan, first),
    "0 %  loss ?  0 images/s  ? left",
  );
});
