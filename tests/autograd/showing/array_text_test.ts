/** Arrays as text: what NumPy prints of the same. */

import { assertEquals } from "@std/assert";
import { arrayText } from "../../../autograd/showing/array_text.ts";
import { contiguous, sizeOf } from "../../../backends/view.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

interface Case {
  readonly dtype: "float32" | "float64";
  readonly shape: number[];
  readonly text: string;
  readonly data?: (number | string)[];
  readonly formula?: Record<"mul" | "mod" | "sub" | "div", number>;
}

const cases = loadFixture<Case[]>("behaviour/array_text.json");

function numbersOf({ shape, data, formula }: Case): number[] {
  if (data) return data.map(Number);
  const { mul, mod, sub, div } = formula!;
  const length = sizeOf(shape);
  return Array.from({ length }, (_, i) => ((i * mul) % mod - sub) / div);
}

for (const dtype of ["float32", "float64"] as const) {
  Deno.test(`arrays of ${dtype} are written as NumPy writes them`, () => {
    const ofType = cases.filter((one) => one.dtype === dtype);
    const texts = ofType.map((one) => {
      const numbers = numbersOf(one);
      const memory = dtype === "float32"
        ? new Float32Array(numbers)
        : new Float64Array(numbers);
      return arrayText(memory, contiguous(one.shape));
    });
    assertEquals(texts.length > 200, true);
    texts.forEach((text, i) => assertEquals(text, ofType[i].text));
  });
}

Deno.test("a view is written as it reads, whatever lies around it", () => {
  const memory = Float32Array.of(9, 1, 2, 3, 4, 5, 6);
  const transposed = { shape: [3, 2], strides: [1, 3], offset: 1 };
  assertEquals(arrayText(memory, transposed), "[[1. 4.]\n [2. 5.]\n [3. 6.]]");
  const repeated = { shape: [2, 2], strides: [0, 1], offset: 0 };
  assertEquals(arrayText(memory, repeated), "[[9. 1.]\n [9. 1.]]");
});
