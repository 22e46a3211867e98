/** Models in files: how long it takes to save and to load one, beside reading and writing as many bytes plainly. */

import { crc32 } from "node:zlib";
import type * as decograd from "../../mod.ts";
import type * as saving from "../../saving/mod.ts";
import { ROOT } from "../../tools/import_map.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count, folder } from "../options.ts";
import { digits, median, tableOf } from "../table.ts";

const LAYERS = 4;

/** Something that is measured. */
interface Job {
  readonly name: string;
  /** The same without a model: reads or writes the bytes, and takes their checksum where the form has one. */
  readonly plain: () => Promise<void>;
  /** What each checkout needs for it. */
  readonly own: readonly (() => Promise<void>)[];
}

/** The benchmark. */
export const files: Benchmark = benchmark("files", {
  megabytes: count(100, "size of the weights"),
  rounds: count(5, "rounds, in each of which all take a turn"),
  old: folder("another checkout, from the root of this one"),
}, async ({ megabytes, rounds, old }) => {
  const roots = [ROOT.href];
  if (old !== null) {
    roots.push(new URL(`${old.replace(/\/$/, "")}/`, ROOT).href);
  }
  const path = await Deno.makeTempDir();
  try {
    const checkouts = await Promise.all(
      roots.map((root) => open(root, { path, megabytes })),
    );
    const rows: string[][] = [];
    for (const job of await jobs(path, checkouts)) {
      rows.push(await row(job, rounds));
    }
    const head = ["", "plain, ms", "ours, ms", "ours, times plain"];
    if (old !== null) head.push("old, ms", "old / ours");
    console.log(tableOf(head, rows));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

/** What a checkout does with its model, by name. */
type Checkout = Readonly<Record<string, () => Promise<void>>>;

async function open(
  root: string,
  { path, megabytes }: { path: string; megabytes: number },
): Promise<Checkout> {
  const dg: typeof decograd = await import(`${root}mod.ts`);
  const { saveModel, loadModel }: typeof saving = await import(
    `${root}saving/mod.ts`
  );
  const units = Math.round(Math.sqrt(megabytes * 1e6 / 4 / LAYERS));
  const model = new dg.Sequential([
    dg.Input([units]),
    ...Array.from({ length: LAYERS }, () => new dg.layers.Dense(units)),
  ], { name: "model" });
  const [weights, whole] = ["safetensors", "keras"].map((ending) =>
    `${path}/model.${ending}`
  );
  const settle = async ({ weights }: decograd.Model) => {
    await weights[weights.length - 1].value.data();
  };
  return {
    "save .safetensors": () => model.saveWeights(weights),
    "load .safetensors": async () => {
      await model.loadWeights(weights);
      await settle(model);
    },
    "save .keras": () => saveModel(model, whole),
    "load .keras": async () => {
      const loaded = await loadModel(whole);
      await settle(loaded);
      loaded[Symbol.dispose]();
    },
  };
}

async function jobs(
  path: string,
  checkouts: readonly Checkout[],
): Promise<Job[]> {
  const made: Job[] = [];
  for (const name of Object.keys(checkouts[0])) {
    const own = checkouts.map((checkout) => checkout[name]);
    for (const run of own) await run();
    const [action, ending] = name.split(" ");
    const file = `${path}/model${ending}`;
    const bytes = await Deno.readFile(file);
    const sum = ending === ".keras" ? crc32 : () => 0;
    const plain = action === "load"
      ? async () => void sum(await Deno.readFile(file))
      : async () => {
        sum(bytes);
        using copy = await Deno.create(`${path}/copy`);
        for (let done = 0; done < bytes.length;) {
          done += await copy.write(bytes.subarray(done));
        }
        await copy.sync();
      };
    made.push({ name, plain, own });
  }
  return made;
}

/** All in turn, the one that begins changing; the median of each, and of the ratios. */
async function row(
  { name, plain, own }: Job,
  rounds: number,
): Promise<string[]> {
  const runs = [plain, ...own];
  const times: number[][] = runs.map(() => []);
  const order = [...runs.keys()];
  for (let round = 0; round < rounds; round++) {
    for (const i of round % 2 ? order.toReversed() : order) {
      const began = performance.now();
      await runs[i]();
      times[i].push(performance.now() - began);
    }
  }
  const ratio = (a: number, b: number) =>
    median(times[a].map((time, i) => time / times[b][i])).toFixed(2);
  const [bare, ours, old] = times.map((list) => digits(median(list)));
  const cells = [name, bare, ours, ratio(1, 0)];
  return old === undefined ? cells : [...cells, old, ratio(2, 1)];
}
