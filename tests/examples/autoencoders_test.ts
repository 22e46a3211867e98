/** TensorFlow's autoencoders: the heartbeats that one of them learns from, and each as its users run it. */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { decode } from "fast-png";
import {
  CurvesError,
  loadHeartbeats,
} from "../../examples/autoencoders/curves.ts";
import { heartbeatOf, POINTS } from "../../examples/autoencoders/heartbeats.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines, withImages } from "../helpers/run_example.ts";

const FLAGS = exampleFlags("autoencoders");

Deno.test("a heartbeat follows from its number; 58 of a hundred are healthy, and their R stands where it should", () => {
  const count = 2000;
  let healthy = 0;
  for (let number = 0; number < count; number++) {
    const beat = heartbeatOf(number);
    if (number < 10) assertEquals(heartbeatOf(number), beat);
    assertEquals(beat.curve.length, POINTS);
    assert(beat.curve.every(Number.isFinite));
    if (!beat.healthy) continue;
    healthy++;
    const peak = beat.curve.indexOf(Math.max(...beat.curve));
    assert(Math.abs(peak / POINTS - 0.37) < 0.04, `${number}: ${peak}`);
  }
  // Four standard deviations.
  assertAlmostEquals(healthy / count, 0.58, 4 * Math.sqrt(0.25 / count));
});

Deno.test("heartbeats of one's own are lines of numbers and a label; others are refused by the line", async () => {
  const file = await Deno.makeTempFile();
  try {
    const load = async (text: string) => {
      await Deno.writeTextFile(file, text);
      return await loadHeartbeats(file, 10);
    };
    assertEquals(await load("1,-2.5,1\r\n3,4e-1,0.0\n\n"), [
      { curve: Float32Array.of(1, -2.5), healthy: true },
      { curve: Float32Array.of(3, 0.4), healthy: false },
    ]);
    const wrong: [text: string, message: string][] = [
      ["1,2,1\n1,2,3\n", "the last 0 or 1, received 1,2,3 in line 2"],
      ["a,b,label\n", "received a,b,label in line 1"],
      ["1\n", "received 1 in line 1"],
      ["1,,1\n", "received 1,,1 in line 1"],
      ["1,2,1\n1,1\n", "expected 2 points in each line, as in the first"],
    ];
    for (const [text, message] of wrong) {
      await assertRejects(() => load(text), CurvesError, message);
    }
  } finally {
    await Deno.remove(file);
  }
  await assertRejects(() => loadHeartbeats(file, 10), CurvesError, file);
});

Deno.test("which of the three is trained has to be said", async () => {
  const { code, err } = await runLines([...FLAGS, "Basic"]);
  assertEquals(code, 2);
  assert(
    err.startsWith("expected basic, denoising or anomaly, received Basic"),
  );
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} all three train, with as many weights as TensorFlow's, and leave pictures`,
    () =>
      withImages(async (folder) => {
        const run = async (name: string, ...args: string[]) => {
          const { code, out, err } = await runLines([
            ...[...FLAGS, name, `--backend=${backend}`, ...args],
            ...[`--out=${folder}/${name}`, "--epochs=1"],
          ]);
          assertEquals([code, err], [0, ""], out);
          assert(/^epoch 1\/1 .*\bloss [\d.]+ .*val_loss [\d.]+/m.test(out));
          return out;
        };
        const images = [`--data=${folder}/images`, "--images=64"];
        const basic = await run("basic", ...images);
        assert(
          basic.includes("64 images, 8 to test with, 101200 weights"),
          basic,
        );
        const denoising = await run("denoising", ...images);
        assert(denoising.includes(" 3217 weights"), denoising);
        assert(/^squared error .*: [\d.]+ times less$/m.test(denoising));
        const anomaly = await run("anomaly", "--heartbeats=50");
        assert(anomaly.includes(" of 40, 10484 weights"), anomaly);
        assert(/^accuracy [\d.]+ %, precision/m.test(anomaly), anomaly);

        const size = async (file: string) => {
          const png = decode(await Deno.readFile(`${folder}/${file}`));
          return [png.width, png.height];
        };
        // As wide as the eight images of 28 pixels that are tested; more would be ten in a row.
        assertEquals(await size("basic/reconstructions.png"), [242, 62]);
        assertEquals(await size("denoising/denoised.png"), [242, 92]);
        const svg = await Deno.readTextFile(`${folder}/anomaly/heartbeats.svg`);
        assert(svg.includes("a healthy heartbeat"));
      }),
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}
