/**
 * How the time of convolutions grows with one size at a time: where it jumps, the algorithm that is chosen does not suit.
 *
 * The three kernels are those of both layers: what scatters is Conv2DTranspose forward and Conv2D's gradient in its input,
 * what gathers is Conv2D forward and Conv2DTranspose's gradient in its input, and both have the gradient in the kernel.
 */

import process from "node:process";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { chosen } from "../chosen.ts";
import { convolutionsOf, type Measured } from "../kernels.ts";
import { amount, count, list } from "../options.ts";
import { digits, tableOf } from "../table.ts";

/** Milliseconds of a round, in which a kernel runs again and again, and rounds, of which the quickest counts. */
const MILLISECONDS = 3, ROUNDS = 4;
const KERNELS = ["scatters", "gathers", "kernel gradient"] as const;

/** The sizes of a convolution: `side` is that of the narrow images, which have `channels`; the wide ones have `filters`. */
interface Sizes {
  readonly batch: number;
  readonly side: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A walk along one size, or several that are one; the others stay. */
interface Walk {
  readonly name: string;
  readonly along: readonly (keyof Sizes)[];
  readonly from: Omit<Sizes, "stride">;
  readonly values: readonly number[];
  readonly strides: readonly number[];
}

/** What was measured at a point. */
interface Point {
  readonly value: number;
  readonly work: number;
  readonly time: number;
}

const BASE = { batch: 8, side: 8, channels: 32, filters: 32, kernel: 3 };
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 24, 32, 64, 128, 256, 1024];
const WALKS: readonly Walk[] = [
  {
    name: "batch",
    along: ["batch"],
    from: BASE,
    values: [1, 2, 3, 4, 8, 16, 32, 64, 128, 256],
    strides: [1, 2],
  },
  {
    name: "side",
    along: ["side"],
    from: { ...BASE, batch: 1, channels: 16, filters: 16 },
    values: [4, 5, 6, 7, 8, 9, 12, 14, 16, 17, 28, 32, 64, 128, 256, 512],
    strides: [1, 2],
  },
  {
    name: "channels",
    along: ["channels", "filters"],
    from: { ...BASE, batch: 4, side: 4 },
    values: COUNTS,
    strides: [1, 2],
  },
  {
    name: "filters",
    along: ["filters"],
    from: { ...BASE, batch: 4, side: 16 },
    values: COUNTS,
    strides: [1, 2],
  },
  {
    name: "kernel",
    along: ["kernel"],
    from: { ...BASE, batch: 4, side: 16 },
    values: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    strides: [1, 2, 3],
  },
];

/** The benchmark. */
export const scaling: Benchmark = benchmark("scaling", {
  only: list([], `walks whose names begin so: ${WALKS.map(nameOf).join(", ")}`),
  kernels: list([], `kernels whose names begin so: ${KERNELS.join(", ")}`),
  stride: count(null, "the only stride"),
  factor: amount(2, "times what its neighbours predict marks a point"),
}, ({ only, kernels, stride, factor }) => {
  using backend = new WasmBackend({ threads: 1 });
  const wanted = chosen(KERNELS, kernels, (name) => name);
  for (const walk of chosen(WALKS, only, nameOf)) {
    for (const own of walk.strides.filter((s) => s === (stride ?? s))) {
      const points = walk.values.map((value) =>
        measure(backend, walk, own, value, wanted)
      );
      const head = [`${walk.name}, stride ${own}`].concat(
        wanted.flatMap((name) => [`${name}, ms`, "GFLOP/s", "slope", ""]),
      );
      const columns = wanted.map((_, k) =>
        cellsOf(points.map((all) => all[k]), factor)
      );
      const rows = walk.values.map((value, i) =>
        [`${value}`].concat(columns.flatMap((cells) => cells[i]))
      );
      console.log(`${tableOf(head, rows)}\n`);
    }
  }
});

function nameOf({ name }: Walk): string {
  return name;
}

/** Each of the kernels at one point. */
function measure(
  backend: WasmBackend,
  { along, from }: Walk,
  stride: number,
  value: number,
  wanted: readonly string[],
): Point[] {
  const moved = Object.fromEntries(along.map((size) => [size, value]));
  const { batch, side, channels, ...layer } = { ...from, ...moved };
  const input = [batch, side, side, channels];
  const made = convolutionsOf(backend, { ...layer, name: "", input, stride });
  const points = made.filter((_, k) => wanted.includes(KERNELS[k]))
    .map(({ work, run }) => ({ value, work, time: leastTime(run) }));
  return points;
}

/** The processor's time, which tells little of what else a busy machine does. */
function leastTime(run: Measured["run"]): number {
  let least = Infinity;
  // The first runs plan.
  for (let i = 0; i < 2; i++) run();
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.cpuUsage();
    let time = 0, runs = 0;
    while (time < MILLISECONDS) {
      run();
      runs++;
      const { user, system } = process.cpuUsage(began);
      time = (user + system) / 1000;
    }
    least = Math.min(least, time / runs);
  }
  return least;
}

/** Time, rate, growth since the point before as a power of the size, and a mark. */
function cellsOf(points: readonly Point[], factor: number): string[][] {
  return points.map(({ value, work, time }, i) => {
    const before = points[i - 1];
    const slope = before
      ? Math.log(time / before.time) / Math.log(value / before.value)
      : NaN;
    const isMarked = time > factor * predicted(points, i);
    return [
      digits(time),
      digits(work / time / 1e6),
      before ? slope.toFixed(1) : "",
      isMarked ? "<<" : "",
    ];
  });
}

/** The time that a point would take at the rate of its neighbours. */
function predicted(points: readonly Point[], i: number): number {
  const near = [points[i - 1], points[i + 1]].filter((point) => point);
  const logs = near.map(({ time, work }) => Math.log(time / work));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return points[i].work * Math.exp(mean);
}
