/** Anomaly detection: an autoencoder that has seen healthy heartbeats alone gives those that are not back wrongly. */

import * as dg from "@decograd/decograd";
import {
  existingFile,
  folder,
  integer,
  readCommandLine,
  without,
} from "../shared/command_line.ts";
import { EVERY } from "../shared/options.ts";
import { between, curve, histogram, type Panel, plot } from "../shared/plot.ts";
import { announce } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { Autoencoder } from "./autoencoder.ts";
import {
  type Curves,
  CurvesError,
  loadHeartbeats,
  rangeOf,
  scaled,
  shuffled,
} from "./curves.ts";
import type { Heartbeat } from "./heartbeats.ts";

const { Dense } = dg.layers;

const ABOUT =
  `Trains an autoencoder to tell unhealthy heartbeats from healthy ones.

  deno task autoencoders anomaly [options]`;

const OPTIONS = {
  epochs: integer(20, 0, "times through the healthy heartbeats"),
  "batch-size": integer(512, 1, "heartbeats a step"),
  heartbeats: without(
    "data",
    integer(
      5000,
      10,
      "how many to make up; of five, one is to test",
      1_000_000,
    ),
  ),
  data: existingFile("a CSV file with heartbeats, instead of made up ones"),
  ...EVERY,
  out: folder("out/autoencoders/anomaly", "where the results go"),
};

const PICTURE = "heartbeats.svg";
const BLUE = "#1f77b4", RED = "#d62728", CORAL = "#f08080", BLACK = "#333333";

/** Resolves to the exit code. */
export async function anomaly(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, heartbeats, data, seed } = options;
  await begin(options);

  // A fifth is held back; what all are scaled by, and who is healthy, is known of the others.
  const all = shuffled(await loadHeartbeats(data, heartbeats), seed);
  const known = all.slice(0, Math.round(0.8 * all.length));
  const unknown = all.slice(known.length);
  const healthy = known.filter(({ healthy }) => healthy);
  if (unknown.length === 0 || healthy.length === 0) {
    throw new CurvesError(
      "Cannot learn from these heartbeats: expected healthy ones, and some to test with, received none",
    );
  }
  const range = rangeOf(known);
  const seen = scaled(healthy, range), unseen = scaled(unknown, range);

  const [, points] = seen.shape;
  const relu = (units: number, inputShape?: number[]) =>
    new Dense({ units, activation: "relu", inputShape });
  const autoencoder = new Autoencoder(
    [relu(32, [points]), relu(16), relu(8)],
    [
      ...[relu(16, [8]), relu(32)],
      new Dense({ units: points, activation: "sigmoid" }),
    ],
  );
  autoencoder.compile({ optimizer: "adam", loss: "mae" });
  using training = await Training.open(autoencoder, {
    example: "autoencoders anomaly",
    ...options,
  }, [PICTURE]);
  announce(
    `${healthy.length} healthy heartbeats of ${known.length}`,
    autoencoder,
  );

  const validationData = [unseen, unseen] as const;
  const settings = { batchSize, epochs, validationData };
  await training.fit(
    (more) => autoencoder.fit(seen, seen, { ...settings, ...more }),
  );
  await training.report(async () => {
    const picture = await report(autoencoder, seen, unseen, unknown);
    await training.save(PICTURE, new TextEncoder().encode(picture));
  });
  return training.code;
}

/** Says how many it tells rightly, and draws some. */
async function report(
  autoencoder: Autoencoder,
  seen: Curves,
  unseen: Curves,
  unknown: readonly Heartbeat[],
): Promise<string> {
  // Healthy is what it gives back about as well as what it has learned from.
  const usual = await givenBack(autoencoder, seen);
  const threshold = mean(usual.errors) + deviation(usual.errors);
  const { curves, errors } = await givenBack(autoencoder, unseen);
  const told = Array.from(errors, (error) => error < threshold);
  const are = unknown.map(({ healthy }) => healthy);
  console.log(
    `testing on ${are.length}, threshold ${threshold.toFixed(4)}\n${
      score(told, are)
    }`,
  );

  const [, points] = unseen.shape;
  const panels = [true, false].map((healthy): Panel | null => {
    const i = are.indexOf(healthy);
    if (i < 0) return null;
    const [given, made] = [unseen.data, curves]
      .map((data) => data.subarray(i * points, (i + 1) * points));
    return {
      title: healthy ? "a healthy heartbeat" : "an unhealthy one",
      shapes: [
        {
          name: "error",
          color: CORAL,
          points: between(given, made),
          filled: true,
        },
        { name: "given", color: BLUE, points: curve(given) },
        { name: "given back", color: RED, points: curve(made) },
      ],
    };
  });
  const most = errors.reduce((a, b) => Math.max(a, b));
  const counted = [true, false].map((healthy) =>
    histogram(errors.filter((_, i) => are[i] === healthy), [0, most])
  );
  const top = Math.max(...counted.flat().map(([, count]) => count));
  const histograms: Panel = {
    title: "errors of those to test with",
    shapes: [
      { name: "healthy", color: BLUE, points: counted[0], filled: true },
      { name: "unhealthy", color: RED, points: counted[1], filled: true },
      {
        name: "threshold",
        color: BLACK,
        points: [[threshold, 0], [threshold, top]],
      },
    ],
  };
  const drawn = panels.filter((panel) => panel !== null);
  return plot([...drawn, histograms]);
}

/** What it makes of curves, and by how much the points of each are off, averaged. */
async function givenBack(
  autoencoder: Autoencoder,
  { shape, data }: Curves,
): Promise<{ curves: Float32Array; errors: Float32Array }> {
  using made = autoencoder.predictOnBatch({ shape, data });
  using errors = dg.mean(dg.abs(dg.sub(made, dg.tensor(data, shape))), {
    axis: 1,
  });
  return { curves: await made.data(), errors: await errors.data() };
}

/** Shares in percent: rightly told; healthy among those that are told so; told so among the healthy. */
function score(told: readonly boolean[], are: readonly boolean[]): string {
  const count = (f: (told: boolean, is: boolean) => boolean) =>
    told.filter((one, i) => f(one, are[i])).length;
  const both = count((told, is) => told && is);
  const shares = {
    accuracy: count((told, is) => told === is) / are.length,
    precision: both / count((told) => told),
    recall: both / count((_, is) => is),
  };
  return Object.entries(shares)
    .map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`)
    .join(", ");
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float32Array): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
