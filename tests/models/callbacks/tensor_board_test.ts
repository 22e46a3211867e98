/** What TensorBoard is told of a training: what Keras's callback tells it of the same. */

import * as dg from "@decograd/decograd";
import { inFolder } from "../../helpers/folder.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { assertClose } from "../../helpers/assert_close.ts";
import { readEvents, type Row } from "../../helpers/event_files.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

const { x, targets, regressor } = loadFixture<
  Record<"x" | "targets" | "regressor", number[][]>
>("behaviour/fit.json");
const cases = loadFixture<
  readonly {
    readonly options: {
      readonly update_freq?: number;
      readonly histogram_freq?: number;
      readonly write_images?: boolean;
    };
    readonly runs: Readonly<Record<string, Row[]>>;
  }[]
>("behaviour/tensor_board.json");

async function fit(options: dg.callbacks.TensorBoardOptions): Promise<void> {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [3], name: "dense" }),
  ], { name: "model" });
  const [kernel, bias] = [dg.tensor(regressor), dg.zeros([2])];
  model.setWeights([kernel, bias]);
  model.compile({
    optimizer: new dg.optimizers.SGD({ learningRate: 0.1 }),
    ...{ loss: "mse", metrics: ["mae"] },
  });
  await model.fit(x, dg.tensor(targets), {
    ...{ batchSize: 8, epochs: 3, shuffle: false, verbose: 0 },
    callbacks: [new dg.callbacks.TensorBoard(options)],
    validationData: [x.slice(0, 7), targets.slice(0, 7)],
  });
}

for (const { options, runs } of cases) {
  Deno.test(`TensorBoard is told what Keras's tells it: ${JSON.stringify(options)}`, () =>
    inFolder(async (logDir) => {
      await fit({
        logDir,
        updateFreq: options.update_freq,
        histogramFreq: options.histogram_freq,
        writeImages: options.write_images,
      });
      for (const [run, expected] of Object.entries(runs)) {
        const rows = await readEvents(`${logDir}/${run}`);
        const keys = new Set(expected.map(keyOf));
        const others = rows.filter((row) => !keys.has(keyOf(row)));
        // Keras leaves out evaluations whose batches, counted over all of them, are not at a multiple of the frequency.
        const isOdd = (row: Row) => row[0].startsWith("evaluation_");
        assertEquals(others.filter((row) => !isOdd(row)), []);
        assert(others.length === 0 || options.update_freq !== undefined);
        for (const row of expected) {
          const found = rows.find((one) => keyOf(one) === keyOf(row))!;
          assert(found, keyOf(row));
          if (row[1] === "images") assertEquals(found, row);
          // Sums of a few samples in each of nine steps.
          else assertClose(flat(found[6]), flat(row[6]), { terms: 1e4 });
        }
      }
    }));
}

/** All of a row but its values. */
function keyOf(row: Row): string {
  return JSON.stringify(row.slice(0, 6));
}

function flat(values: unknown): number[] {
  return [values].flat(2) as number[];
}

Deno.test("a person's own numbers, text and pictures are written beside", () =>
  inFolder(async (folder) => {
    const logDir = `${folder}/new/run`;
    const writer = new dg.data.SummaryWriter({ logDir });
    writer.scalar("a/b", NaN, 3);
    const data = Uint8Array.of(0, 255, 0, 255, 0, 255);
    const picture = { width: 3, height: 2, channels: 1, data } as const;
    await writer.images("samples", [picture, picture], 300);
    await writer.flush();
    writer.histogram("one value", [7, 7], 2 ** 40);
    await Promise.all([writer.flush(), writer.flush()]);
    const png = [137, 80, 78, 71];
    const rows = await readEvents(logDir);
    assertEquals(rows.slice(0, 2), [
      ["a/b", "scalars", 1, 3, 1, [], NaN],
      ["samples", "images", 3, 300, 7, [4], ["3", "2", png, png]],
    ]);
    const [tag, , , step, , , table] = rows[2];
    assertEquals([tag, step], ["one value", 2 ** 40]);
    assertEquals((table as number[][]).slice(-2), [[7, 7, 0], [7, 7, 2]]);
    assertEquals([...Deno.readDirSync(logDir)].length, 1);
  }));

Deno.test("what is no number, no picture and no step is refused", () =>
  inFolder(async (logDir) => {
    const writer = new dg.data.SummaryWriter({ logDir });
    const odd = writer as unknown as Record<
      string,
      (...args: unknown[]) => void
    >;
    const tried = {
      scalar: [["a", "1", 0], ["a", 1, -1], ["", 1, 0]],
      histogram: [["a", 1, 0], ["a", ["1"], 0]],
      text: [["a", 1, 0]],
      images: [["a", [], 0], ["a", [{}], 0]],
    };
    for (const [name, calls] of Object.entries(tried)) {
      for (const args of calls) {
        await assertRejects(
          async () => await odd[name](...args),
          Error,
          "expected",
        );
      }
    }
    await writer.flush();
    assertEquals([...Deno.readDirSync(logDir)], []);
  }));
