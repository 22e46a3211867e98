/** What holds for every example: what it refuses before it does anything, and what it leaves without a step. */

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { stub } from "@std/testing/mock";
import { main as dcgan } from "../../examples/dcgan/main.ts";
import { main as functional } from "../../examples/functional_autoencoder/main.ts";
import { main as pix2pix } from "../../examples/pix2pix/main.ts";
import { main as segmentation } from "../../examples/segmentation/main.ts";
import { main as superResolution } from "../../examples/super_resolution/main.ts";
import { main as vae } from "../../examples/vae/main.ts";
import { reasonOf } from "../../examples/shared/reasons.ts";
import { UserError } from "../../examples/shared/run.ts";
import { main as page } from "../../tools/page/main.ts";
import {
  type Example,
  EXAMPLES,
  refusalOf,
  saidBy,
} from "../helpers/every_example.ts";
import { inFolder } from "../helpers/folder.ts";
import { withImages } from "../helpers/run_example.ts";
import { thorough } from "../helpers/thorough.ts";

for (
  const [name, { main, small, pictures, images }] of Object.entries(EXAMPLES)
) {
  Deno.test(`${name} refuses what is misspelt, there twice, or undone by another option`, async () => {
    const wrong: [args: string[], message: string][] = [
      [["--oout", "x"], "Unknown option: --oout (did you mean --out? --help"],
      [["--seed=1", "--seed=2"], "--seed: expected once, received twice"],
      [
        ["--resume", "--overwrite"],
        "--resume: expected no --overwrite beside it, received both",
      ],
      [["--backend=cuda"], "--backend: expected wasm"],
      [["--epochs=-1"], "--epochs: expected an integer, 0 or more"],
      [
        ["--seed=9007199254740993"],
        "received 9007199254740993, which is more than 2^53 - 1",
      ],
      [["--overwrite=no"], "--overwrite: expected no value, received no"],
    ];
    for (const [args, message] of wrong) {
      assertStringIncludes(await refusalOf(main, args), message);
    }
  });

  Deno.test(`${name} says why --out cannot be used`, () =>
    withImages(async (folder) => {
      const set = images ? [`--data=${folder}/images`] : [];
      const file = `${folder}/images/train-labels-idx1-ubyte`;
      using _log = stub(console, "log");
      for (
        const [out, why] of [
          [file, "which is a file"],
          [`${file}/inside`, "which is a file, or lies in one"],
        ]
      ) {
        await assertRejects(
          () => main([...small, ...set, `--out=${out}`]),
          UserError,
          `Cannot use --out: expected a folder that takes the results, received ${out}, ${why}`,
        );
      }
    }));

  Deno.test({
    name:
      `${name} leaves all files without a step, and makes none of them anew`,
    // It draws with much work, and by what dcgan shares with it.
    ignore: name === "wgan_gp" && !thorough(),
    fn: () =>
      withImages(async (folder) => {
        const set = images ? [`--data=${folder}/images`] : [];
        const out = `${folder}/out`;
        const args = [...small, ...set, `--out=${out}`, "--epochs=0"];
        const said = await saidBy(main, args);
        assert(/^nothing was trained: /m.test(said), said);
        const there = await Array.fromAsync(Deno.readDir(out));
        assertEquals(
          there.map(({ name }) => name).sort(),
          ["checkpoint.safetensors", "weights.safetensors", ...pictures].sort(),
        );
        const again = await saidBy(main, [...args, "--resume"]);
        assert(/^its results are there already$/m.test(again), again);
        assert(!/^(wrote|testing)/m.test(again), again);
        await Deno.remove(`${out}/${pictures[0]}`);
        const third = await saidBy(main, [...args, "--resume"]);
        assertStringIncludes(third, `wrote ${out}/${pictures[0]}`);
      }),
  });
}

Deno.test("a folder or a file that is to be read is looked at first", () =>
  inFolder(async (folder) => {
    const { main: anomaly } = EXAMPLES.anomaly;
    const file = `${folder}/file`, missing = `${folder}/missing`;
    await Deno.writeTextFile(file, "");
    for (const [name, { main, small, images }] of Object.entries(EXAMPLES)) {
      if (!images && !["pix2pix", "super_resolution"].includes(name)) continue;
      const args = images ? small : [];
      for (
        const [data, why] of [
          [missing, "which is not there"],
          [file, "which is a file, or lies in one"],
        ]
      ) {
        assertEquals(
          await refusalOf(main, [...args, `--data=${data}`]),
          `--data: expected a folder that can be read, received ${data}, ${why} (--help lists the options)`,
        );
      }
    }
    assertStringIncludes(
      await refusalOf(anomaly, [`--data=${missing}`]),
      `--data: expected a file that can be read, received ${missing}, which is not there`,
    );
    assertStringIncludes(
      await refusalOf(anomaly, [`--data=${folder}`]),
      `--data: expected a file that can be read, received ${folder}`,
    );
    assertStringIncludes(
      await refusalOf(pix2pix, [`--data=${folder}`]),
      `expected train and test in it, received ${folder}/train, which is not there`,
    );
  }));

Deno.test("an option that nobody would read is refused", () =>
  inFolder(async (folder) => {
    const file = `${folder}/file.csv`;
    await Deno.writeTextFile(file, "");
    const data = `--data=${folder}`;
    const wrong: [Example["main"], args: string[], message: string][] = [
      [superResolution, ["--side=30"], "--side: expected --data beside it"],
      [superResolution, [data, "--scenes=3"], "--scenes: expected no --data"],
      [superResolution, [data, "--tested=3"], "--tested: expected no --data"],
      [pix2pix, [data, "--pairs=3"], "--pairs: expected no --data"],
      [pix2pix, [data, "--tested=3"], "--tested: expected no --data"],
      [dcgan, ["--scored=3"], "--scored: expected --score beside it"],
      [dcgan, ["--tested=3"], "--tested: expected --score beside it"],
      [vae, [data, "--dataset=mnist"], "--dataset: expected no --data"],
      [
        EXAMPLES.anomaly.main,
        [`--data=${file}`, "--heartbeats=50"],
        "--heartbeats: expected no --data",
      ],
      [page, ["--build", "--port=1"], "--port: expected no --build"],
    ];
    for (const [main, args, message] of wrong) {
      assertStringIncludes(await refusalOf(main, args), message);
    }
  }));

Deno.test("numbers that no memory holds are refused", async () => {
  const wrong: [Example["main"], name: string][] = [
    [segmentation, "scenes"],
    [segmentation, "tested"],
    [superResolution, "scenes"],
    [superResolution, "tested"],
    [pix2pix, "pairs"],
    [pix2pix, "tested"],
    [pix2pix, "side"],
    [pix2pix, "filters"],
    [EXAMPLES.anomaly.main, "heartbeats"],
  ];
  for (const [main, name] of wrong) {
    const refusal = await refusalOf(main, [`--${name}=${2 ** 40}`]);
    assert(
      new RegExp(`^--${name}: .* to \\d+, received`).test(refusal),
      refusal,
    );
  }
});

Deno.test("what the system refuses is said in words, whatever it is", async () => {
  const long = "x".repeat(300);
  await inFolder(async (folder) => {
    await Deno.symlink(`${folder}/loop`, `${folder}/loop`);
    const wrong: [path: string, reason: string][] = [
      [`${folder}/none`, "which is not there"],
      [`${folder}/${long}`, "whose name is too long"],
      [`${folder}/loop`, "which is a link to itself"],
    ];
    for (const [path, reason] of wrong) {
      const error = await assertRejects(() => Deno.readFile(path));
      assertEquals(reasonOf(error), reason);
    }
    const isFolder = await assertRejects(() =>
      Deno.writeTextFile(folder, long)
    );
    assertEquals(reasonOf(isFolder), "which is a folder");
    assertEquals(
      reasonOf(new Error("Odd thing (os error 99): open '/x'")),
      "which failed: Odd thing",
    );
  });
});

Deno.test("the page refuses a port that there is not, and more digits than there are, before it is built", () =>
  inFolder(async (folder) => {
    const out = `--out=${folder}/page`;
    const wrong: [args: string[], message: string][] = [
      [["--port=99999"], "--port: expected an integer from 0 to 65535"],
      [["--images=60001"], "--images: expected an integer from 1 to 60000"],
      [["--prot=1"], "did you mean --port?"],
    ];
    for (const [args, message] of wrong) {
      assertStringIncludes(await refusalOf(page, [out, ...args]), message);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  }));

Deno.test("digits are tested with as many as are learned from, or as many as are asked for", () =>
  withImages(async (folder) => {
    const set = `--data=${folder}/images`;
    const counts: [args: string[], tested: number][] = [
      [["--images=3"], 3],
      [["--images=3", "--tested=7"], 7],
      [[], 8],
    ];
    const told: [Example["main"], name: string, RegExp][] = [
      [vae, "decoder", /^testing on (\d+) images$/m],
      [EXAMPLES.denoising.main, "denoising", /^testing on (\d+) images$/m],
      [EXAMPLES.basic.main, "basic", /, (\d+) to test with,/],
      [functional, "functional", /, (\d+) to test with,/],
    ];
    for (const [main, name, pattern] of told) {
      for (const [args, tested] of counts) {
        const out = `--out=${folder}/${name}${args.length}`;
        const said = await saidBy(main, [set, out, "--epochs=0", ...args]);
        assertEquals(said.match(pattern)?.[1], `${tested}`, said);
      }
    }
    const { main } = EXAMPLES.basic;
    using _log = stub(console, "log");
    await assertRejects(
      () => main([set, `--out=${folder}/more`, "--tested=9"]),
      UserError,
      "Cannot test with 9 images: expected at most 8",
    );
  }));
