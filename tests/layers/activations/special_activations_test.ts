/** Activations and elementwise ops at infinities, NaN and the ends of the range, against Keras's and PyTorch's. */

import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

type Numbers = readonly (number | string)[];

const fixture = loadFixture<{
  readonly x: Numbers;
  readonly cases: {
    readonly kind: "activation" | "op";
    readonly name: string;
    readonly y: Numbers;
    readonly slope: Numbers;
  }[];
}>("special/activations.json");

const MOST = "3.4028234663852886e+38";
const FAR = [
  MOST,
  `-${MOST}`,
  "100000002004087730000",
  "-100000002004087730000",
];

/** Where Keras or PyTorch answers NaN, or what rounding left, in the place of a limit that there is. */
const OURS: Record<string, readonly string[]> = {
  "gelu y": [MOST, "inf"],
  "hard_sigmoid slope": ["nan"],
  "hard_silu y": [MOST],
  "hard_silu slope": ["inf", "-inf", "nan"],
  "leaky_relu slope": ["nan"],
  "relu slope": ["nan"],
  "abs slope": ["nan"],
  "sign y": ["nan"],
  "softsign slope": ["inf", "-inf"],
  "sparse_plus slope": [MOST, `-${MOST}`, "inf", "-inf"],
  "squareplus y": [...FAR, "-100", "-10000", "-inf"],
  "squareplus slope": [...FAR, "-inf"],
  "rsqrt slope": ["-0"],
};

function number(text: number | string): number {
  return typeof text === "number"
    ? text
    : Number(text.replace("inf", "Infinity"));
}

function functionOf(kind: string, name: string): (x: dg.Tensor) => dg.Tensor {
  if (kind === "op") return dg[name as "tanh"];
  return dg.activations.get(name as dg.activations.ActivationName);
}

forEachDevice(
  "activations and ops have their limits at infinities, and NaN at NaN",
  async (backend) => {
    const values = fixture.x.map(number);
    // In float64 the range has other ends.
    const isReference = backend.name.includes("reference");
    const isFar = values.map((x) => Math.abs(x) > 1e4 && Number.isFinite(x));
    for (const { kind, name, y, slope } of fixture.cases) {
      const f = functionOf(kind, name);
      const x = dg.tensor(values);
      const actual = {
        y: await f(x).data(),
        slope: await dg.grad((x: dg.Tensor) => dg.sum(f(x)))(x).data(),
      };
      for (const [what, expected] of Object.entries({ y, slope })) {
        const ours = OURS[`${name} ${what}`] ?? [];
        const kept = fixture.x.flatMap((at, i) =>
          ours.includes(Object.is(at, -0) ? "-0" : `${at}`) ||
            (isReference && isFar[i])
            ? []
            : i
        );
        const how = { terms: 4, magnitude: 1 };
        try {
          assertClose(
            kept.map((i) => actual[what as "y"][i]),
            kept.map((i) => number(expected[i])),
            how,
          );
        } catch (error) {
          throw new Error(`${what} of ${name}`, { cause: error });
        }
      }
    }
  },
  { onWebGPU: true },
);

forEachDevice("a limit is met where others overflow", async (backend) => {
  if (backend.name.includes("reference")) return;
  const most = 3.4028234663852886e38;
  const x = dg.tensor([most, -most, 1e20]);
  const { squareplus, gelu } = dg.activations;
  const slope = (f: (x: dg.Tensor) => dg.Tensor) =>
    dg.grad((x: dg.Tensor) => dg.sum(f(x)))(x).data();
  assertClose(await squareplus(x).data(), [most, 0, 1e20], { terms: 2 });
  assertClose(await slope(squareplus), [1, 0, 1], { terms: 2 });
  const approximate = (x: dg.Tensor) => gelu(x, { approximate: true });
  assertClose(await approximate(x).data(), [most, 0, 1e20], { terms: 2 });
  assertClose(await slope(approximate), [1, 0, 1], { terms: 2 });
});

forEachDevice("a rectifier without a slope is 0 at -Infinity", async () => {
  const x = dg.tensor([-Infinity, Infinity, NaN]);
  const { relu } = dg.activations;
  for (const options of [{}, { maxValue: 6 }, { threshold: 1 }]) {
    const y = await relu(x, options).data();
    const most = "maxValue" in options ? 6 : Infinity;
    assertClose(y, [0, most, NaN], { terms: 1 });
  }
});
