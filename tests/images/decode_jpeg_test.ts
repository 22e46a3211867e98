/** Pictures read from JPEG files, held to what TensorFlow and Pillow read. */

import { assertEquals, assertRejects } from "@std/assert";
import { decodeJpeg, loadImage } from "@decograd/decograd/images";
import cases from "../fixtures/pictures/jpeg.json" with { type: "json" };
import { runProgram } from "../helpers/run_program.ts";
import { ROOT } from "../helpers/sources.ts";

Deno.test("decodeJpeg reads one pass and several, whole colours and halved, as TensorFlow does", async () => {
  for (const { name, file, shape, data } of cases) {
    const picture = await decodeJpeg(Uint8Array.fromBase64(file));
    const { height, width, channels } = picture;
    assertEquals([height, width, channels], shape, name);
    assertEquals(picture.data, Uint8Array.fromBase64(data), name);
  }
});

Deno.test("colours become grey as Pillow has it", async () => {
  for (const { name, file, grey } of cases) {
    const bytes = Uint8Array.fromBase64(file);
    const { data } = await loadImage(bytes, { colorMode: "grayscale" });
    assertEquals(data, Uint8Array.fromBase64(grey), name);
  }
});

Deno.test("a JPEG file that is cut off anywhere is refused, and the next one is read", async () => {
  for (const { file, data } of cases) {
    const bytes = Uint8Array.fromBase64(file);
    // The mark of the end alone may be missing.
    for (let length = 0; length < bytes.length - 2; length += 7) {
      await assertRejects(
        () => decodeJpeg(bytes.subarray(0, length)),
        TypeError,
        "Cannot decode JPEG: expected a whole",
      );
    }
    const whole = await decodeJpeg(bytes);
    assertEquals(whole.data, Uint8Array.fromBase64(data));
  }
});

Deno.test("files that are decoded at the same time do not mix", async () => {
  const cut = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1);
  const outcomes = await Promise.allSettled(cases.flatMap(({ file }) => {
    const bytes = Uint8Array.fromBase64(file);
    return [decodeJpeg(cut(bytes)), decodeJpeg(bytes)];
  }));
  outcomes.forEach((outcome, i) => {
    if (i % 2 === 0) return assertEquals(outcome.status, "rejected");
    const picture = outcome.status === "fulfilled" ? outcome.value.data : null;
    assertEquals(picture, Uint8Array.fromBase64(cases[i >> 1].data));
  });
});

Deno.test("what a JPEG file says of its size is not believed", async () => {
  const bytes = Uint8Array.fromBase64(cases[0].file);
  const frame = bytes.findIndex((byte, i) =>
    byte === 0xff && bytes[i + 1] === 0xc0
  );
  const changed = (at: number, values: readonly number[]) => {
    const wrong = bytes.slice();
    wrong.set(values, frame + at);
    return wrong;
  };
  const wrong: [Uint8Array, string][] = [
    [changed(5, [0xff, 0xff, 0xff, 0xff]), "bytes for 65535 x 65535 pixels"],
    [changed(5, [0x20, 0, 0x20, 0]), "bytes for 8192 x 8192 pixels"],
    [changed(5, [0, 0]), "received 53 x 0 of 3 components"],
    [changed(4, [12]), "of 12 bits"],
    [changed(9, [4]), "of 4 components"],
    [changed(1, [0xc9]), "coding 9"],
    [bytes.subarray(0, frame + 6), "expected a whole JPEG file"],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0), "expected a whole JPEG file"],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 0xff), "expected a whole JPEG file"],
    [Uint8Array.of(1, 2, 3), "that begin with [1, 2, 3]"],
  ];
  for (const [file, message] of wrong) {
    await assertRejects(() => decodeJpeg(file), Error, message);
  }
  await assertRejects(
    () => decodeJpeg(bytes, { maxPixels: 1960 }),
    RangeError,
    "expected at most 1960 pixels, received 53 x 37",
  );
});

Deno.test("a JPEG file is decoded without any permission", async () => {
  const program = `
    const { decodeJpeg } = await import("${new URL("images/mod.ts", ROOT)}");
    const bytes = Uint8Array.fromBase64("${cases[0].file}");
    console.log((await decodeJpeg(bytes)).width);`;
  assertEquals(await runProgram([], program), "53\n");
});
