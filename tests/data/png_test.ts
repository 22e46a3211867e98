import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { encodePng, imageGrid, type Picture } from "@decograd/decograd/data";
import { decode } from "fast-png";

Deno.test("a reader of PNG files sees the picture that encodePng was given", async () => {
  for (const channels of [1, 3, 4] as const) {
    for (const [width, height] of [[1, 1], [7, 3], [300, 2]]) {
      const data = Uint8Array.from(
        { length: width * height * channels },
        (_, i) => (i * 37 + 11) % 256,
      );
      const file = await encodePng({ width, height, channels, data });
      const seen = decode(file, { checkCrc: true });
      assertEquals(
        [seen.width, seen.height, seen.channels, seen.depth],
        [width, height, channels, 8],
      );
      assertEquals([...seen.data], [...data]);
    }
  }
});

Deno.test("encodePng refuses pictures that do not fit together", async () => {
  const good: Picture = {
    width: 2,
    height: 1,
    channels: 1,
    data: new Uint8Array(2),
  };
  const wrong: [Partial<Record<keyof Picture, unknown>>, string][] = [
    [
      { width: 0 },
      "expected width to be an integer, 1 to 2147483647, received 0",
    ],
    [
      { height: 1.5 },
      "expected height to be an integer, 1 to 2147483647, received 1.5",
    ],
    [{ channels: 2 }, "expected 1, 3 or 4 channels, received 2"],
    [{ data: new Uint8Array(3) }, "expected 2 x 1 x 1 = 2 values, received 3"],
  ];
  for (const [change, message] of wrong) {
    await assertRejects(
      () => encodePng({ ...good, ...change } as Picture),
      RangeError,
      message,
    );
  }
});

Deno.test("encodePng refuses numbers that are no bytes, and says how to make some", async () => {
  for (
    const data of [
      Float32Array.of(0.5),
      Float64Array.of(255),
      Int8Array.of(1),
      Uint16Array.of(256),
      [255],
      "a",
      Promise.resolve(Uint8Array.of(1)),
    ]
  ) {
    const picture = { width: 1, height: 1, channels: 1, data };
    await assertRejects(
      () => encodePng(picture as unknown as Picture),
      TypeError,
      "with values from 0 to 255",
    );
  }
});

Deno.test("imageGrid refuses what it would draw wrongly", () => {
  const shape = [1, 1, 2, 1];
  const wrong: [unknown, Record<string, number>, string][] = [
    [Uint8Array.of(0, 255), {}, "values from 0 to 1, received Uint8Array"],
    [[0, 1], {}, "expected data as Float32Array"],
    [Float32Array.of(0, 1), { background: 255 }, "background from 0 to 1"],
    [Float32Array.of(0, 1), { gap: 2 ** 30 }, "expected a picture of"],
    [Float32Array.of(0, 1), { columns: 2 ** 30 }, "expected a picture of"],
  ];
  for (const [data, options, message] of wrong) {
    assertThrows(
      () => imageGrid({ shape, data: data as Float32Array }, options),
      Error,
      message,
    );
  }
});

Deno.test("imageGrid tiles row by row, rounds and clamps", () => {
  const images = {
    shape: [3, 1, 2, 1],
    data: new Float32Array([0, 1, 0.5, 2, -1, 0.25]),
  };
  const picture = imageGrid(images, { columns: 2, gap: 1, background: 0.2 });
  assertEquals([picture.width, picture.height, picture.channels], [7, 5, 1]);
  const g = 51;
  assertEquals([...picture.data], [
    ...[g, g, g, g, g, g, g],
    ...[g, 0, 255, g, 128, 255, g],
    ...[g, g, g, g, g, g, g],
    ...[g, 0, 64, g, g, g, g],
    ...[g, g, g, g, g, g, g],
  ]);
});

Deno.test("imageGrid is about square by default and keeps colours together", () => {
  const data = Float32Array.from({ length: 5 * 3 }, (_, i) => i / 255);
  const picture = imageGrid({ shape: [5, 1, 1, 3], data }, { gap: 0 });
  assertEquals([picture.width, picture.height], [3, 2]);
  assertEquals([...picture.data.subarray(0, 15)], [...data.keys()]);
});

Deno.test("imageGrid refuses other shapes and options", () => {
  const data = new Float32Array(8);
  for (const shape of [[8], [2, 2, 2, 2], [1, 2, 2, 2], [0, 1, 1, 1]]) {
    assertThrows(
      () => imageGrid({ shape, data }),
      TypeError,
      "expected shape [n, height, width, 1, 3 or 4]",
    );
  }
  assertThrows(
    () => imageGrid({ shape: [1, 3, 3, 1], data }),
    RangeError,
    "expected 9 values, received 8",
  );
  const images = { shape: [2, 2, 2, 1], data };
  assertThrows(() => imageGrid(images, { columns: 0 }), RangeError, "columns");
  assertThrows(() => imageGrid(images, { gap: 0.5 }), RangeError, "gap");
});
