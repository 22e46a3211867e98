/** Heartbeats that are made as they are asked for: curves like those of an electrocardiogram, most of them healthy. */

import { normalOf, randomOf } from "../shared/random.ts";

/** Points of a curve, as many as ECG5000 has. */
export const POINTS = 140;

/** A wave of a heartbeat: a bell. */
interface Wave {
  /** Where it is highest, and how wide, in parts of the beat. */
  readonly at: number;
  readonly width: number;
  /** In millivolts. */
  readonly height: number;
}

/** The waves, by the names that Einthoven gave them. */
const NAMES = ["p", "q", "r", "s", "t"] as const;
type Waves = Readonly<Record<typeof NAMES[number], Wave>>;

/** What a healthy heart draws: the bells of McSharry et al. (2003), "A dynamical model for generating synthetic ECG signals". */
const HEALTHY: Waves = {
  p: { at: 0.2, width: 0.025, height: 0.15 },
  q: { at: 0.34, width: 0.01, height: -0.12 },
  r: { at: 0.37, width: 0.012, height: 1 },
  s: { at: 0.4, width: 0.01, height: -0.25 },
  t: { at: 0.65, width: 0.05, height: 0.3 },
};

/** What goes wrong, how often among a thousand beats, and what it does to the waves; about as often as in ECG5000. */
const ANOMALIES: readonly {
  readonly times: number;
  readonly waves: (healthy: Waves) => Waves;
}[] = [
  {
    // A beat that the ventricles begin themselves: early and broad, no P, and a T that points the other way.
    times: 350,
    waves: ({ p, q, r, s, t }) => ({
      p: { ...p, height: 0 },
      q: { ...q, height: 0 },
      r: { at: r.at - 0.08, width: 0.04, height: 0.9 * r.height },
      s: { at: s.at - 0.02, width: 0.03, height: 1.5 * s.height },
      t: { ...t, at: t.at - 0.06, height: -t.height },
    }),
  },
  {
    // A beat that begins elsewhere in the atria: early, and its P upside down.
    times: 40,
    waves: ({ p, q, r, s, t }) => ({
      p: { ...p, at: p.at - 0.03, height: -p.height },
      q: { ...q, at: q.at - 0.06 },
      r: { ...r, at: r.at - 0.06 },
      s: { ...s, at: s.at - 0.06 },
      t: { ...t, at: t.at - 0.06 },
    }),
  },
  {
    // A heart that lacks blood: S goes on until T, which is flat.
    times: 30,
    waves: (healthy) => ({
      ...healthy,
      s: { at: 0.47, width: 0.06, height: -0.2 },
      t: { ...healthy.t, height: 0.4 * healthy.t.height },
    }),
  },
];

/** A curve in millivolts, and whether it is healthy. */
export interface Heartbeat {
  readonly curve: Float32Array;
  readonly healthy: boolean;
}

/** The heartbeat of a number: always the same one. */
export function heartbeatOf(number: number): Heartbeat {
  const random = randomOf(number);
  const normal = normalOf(random);
  const between = (least: number, most: number) =>
    least + (most - least) * random();
  let left = 1000 * random();
  const anomaly = ANOMALIES.find(({ times }) => (left -= times) < 0);
  // Some are as wrong as can be, others are a little of it: the ventricles may begin just when the atria call.
  const share = anomaly ? between(0.5, 1) : 0;
  const wrong = anomaly?.waves(HEALTHY) ?? HEALTHY;
  const waves = NAMES.map((name) => {
    const mixed = (key: keyof Wave) =>
      HEALTHY[name][key] + share * (wrong[name][key] - HEALTHY[name][key]);
    return {
      at: mixed("at") + 0.004 * normal(),
      width: mixed("width") * (1 + 0.1 * normal()),
      height: mixed("height") * (1 + 0.1 * normal()),
    };
  });
  // Breathing moves the whole curve, muscles make it tremble: in a few hearts much more than in most.
  const drift = 0.03 * Math.exp(0.8 * normal()),
    phase = between(0, 2 * Math.PI);
  const tremor = 0.01 * Math.exp(0.8 * normal());
  const curve = Float32Array.from({ length: POINTS }, (_, i) => {
    const x = i / POINTS;
    let value = drift * Math.sin(2 * Math.PI * x + phase) + tremor * normal();
    for (const { at, width, height } of waves) {
      value += height * Math.exp(-0.5 * ((x - at) / width) ** 2);
    }
    return value;
  });
  return { curve, healthy: anomaly === undefined };
}
