/** Derivatives in float32 over its whole range, beside those in float64, which has no need to overflow. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  derivativesAt,
  type Elementwise,
  float32Grid,
} from "../helpers/derivatives_at.ts";

/** The end of the range, but for the factors of a product, of which the largest may come first. */
const LARGEST = 3.4028234663852886e38 / 8;
const RELATIVE = 2 ** -18;
/** Of functions that approach a line: their digits end at those of the line. */
const ABSOLUTE = 2 ** -20;

const { activations, formula: f, losses } = dg;
const { x } = f;

/** By rule alone. */
const FORMULAS: Record<string, dg.Expr> = {
  neg: f.neg(x),
  abs: f.abs(x),
  sign: f.sign(x),
  sqrt: f.sqrt(x),
  exp: f.exp(x),
  expm1: f.expm1(x),
  log: f.log(x),
  log1p: f.log1p(x),
  tanh: f.tanh(x),
  erf: f.erf(x),
  square: f.square(x),
  sigmoid: f.sigmoid(x),
  softplus: f.softplus(x),
  reciprocal: f.div(1, x),
  cube: f.mul(x, x, x),
  "x sigmoid(x)": f.mul(x, f.sigmoid(x)),
  "x tanh(softplus(x))": f.mul(x, f.tanh(f.softplus(x))),
  "log sigmoid": f.neg(f.softplus(f.neg(x))),
  "sigmoid of -x": f.sigmoid(f.neg(x)),
  "pow 0": f.pow(x, 0),
  "pow 0.5": f.pow(f.abs(x), 0.5),
  "pow 1": f.pow(x, 1),
  "pow 2": f.pow(x, 2),
  "pow 3": f.pow(x, 3),
  "pow -1": f.pow(x, -1),
  "pow of 2": f.pow(2, x),
  max: f.maximum(x, 0.5),
  min: f.minimum(x, 0.5),
  softsign: f.div(x, f.add(1, f.abs(x))),
  polynomial: f.polynomial(x, [1, -2, 3]),
};

const OPS: Record<string, Elementwise> = {
  neg: dg.neg,
  abs: dg.abs,
  sign: dg.sign,
  floor: dg.floor,
  ceil: dg.ceil,
  round: dg.round,
  sqrt: dg.sqrt,
  rsqrt: dg.rsqrt,
  square: dg.square,
  reciprocal: dg.reciprocal,
  exp: dg.exp,
  expm1: dg.expm1,
  log: dg.log,
  log1p: dg.log1p,
  sin: dg.sin,
  cos: dg.cos,
  tanh: dg.tanh,
  erf: dg.erf,
  sigmoid: dg.sigmoid,
  softplus: dg.softplus,
  relu: dg.relu,
  clip: (x) => dg.clip(x, -1, 3),
  "div by x": (x) => dg.div(3, x),
  "div by 7": (x) => dg.div(x, 7),
  "pow 3": (x) => dg.pow(x, 3),
  maximum: (x) => dg.maximum(x, 2),
};

const pairs = (x: dg.Tensor): dg.Tensor => dg.reshape(x, [-1, 1]);

const filled = (x: dg.Tensor, value: number): dg.Tensor =>
  dg.full([x.size, 1], value);

const ACTIVATIONS: Record<string, Elementwise> = {
  ...Object.fromEntries(
    ([
      ...["celu", "elu", "exponential", "gelu", "hard_shrink"],
      ...["hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu", "linear"],
      ...["log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu"],
      ...["soft_shrink", "softplus", "softsign", "sparse_plus"],
      ...["sparse_sigmoid", "squareplus", "tanh", "tanh_shrink"],
    ] as const).map((name) => [name, (x) => activations.get(name)(x)]),
  ),
  "gelu, approximate": (x) => activations.gelu(x, { approximate: true }),
  "celu of 0.1": (x) => activations.celu(x, { alpha: 0.1 }),
  "squareplus of 1e-3": (x) => activations.squareplus(x, { b: 1e-3 }),
  "relu with all": (x) =>
    activations.relu(x, { maxValue: 6, threshold: 1, negativeSlope: 0.1 }),
  "gate of glu": (x) => activations.glu(dg.concat([filled(x, 1), pairs(x)], 1)),
};

const LOSSES: Record<string, Elementwise> = Object.fromEntries(
  ([
    "hinge",
    "squaredHinge",
    "klDivergence",
    "logCosh",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredError",
    "meanSquaredLogarithmicError",
    "poisson",
  ] as const).flatMap((name) => {
    const loss = losses[name] as (t: dg.Tensor, p: dg.Tensor) => dg.Tensor;
    return [0, 1, 0.3].map((target) => [
      `${name} of ${target}`,
      (x: dg.Tensor) => loss(filled(x, target), pairs(x)),
    ]);
  }),
);
// They bend where the error is 1: not at 0, where the places are as dense as floats are.
const HUBER: Record<string, Elementwise> = Object.fromEntries(
  [0, 0.3].map((target) => [
    `huber of ${target}`,
    (x: dg.Tensor) => losses.huber(filled(x, target), pairs(x)),
  ]),
);
const OF_PROBABILITIES: Record<string, Elementwise> = Object.fromEntries(
  ([
    "binaryCrossentropy",
    "binaryFocalCrossentropy",
  ] as const).flatMap((name) =>
    [0, 1, 0.3].map((target) => [
      `${name} of ${target}`,
      (x: dg.Tensor) => losses[name](filled(x, target), pairs(x)),
    ])
  ),
);
const LOGITS: Record<string, Elementwise> = Object.fromEntries(
  [0, 1, 0.3].map((target) => [
    `binaryCrossentropy of ${target} from logits`,
    (x: dg.Tensor) =>
      losses.binaryCrossentropy(filled(x, target), pairs(x), {
        fromLogits: true,
      }),
  ]),
);

async function compare(
  functions: Record<string, Elementwise>,
  places = float32Grid(),
): Promise<void> {
  const wrong: string[] = [];
  for (const [name, g] of Object.entries(functions)) {
    await dg.setBackend("reference");
    const expected = await derivativesAt(g, places);
    await dg.setBackend("wasm");
    const actual = await derivativesAt(g, places);
    for (const order of [0, 1, 2]) {
      const bad: string[] = [];
      for (const [i, at] of places.entries()) {
        const [e, a] = [expected[order][i], actual[order][i]];
        // Where the value itself is not there, nor are its derivatives.
        const known = [0, 1, 2].slice(0, order + 1).every((k) =>
          Math.abs(expected[k][i]) <= LARGEST
        );
        if (!known) continue;
        const line = ABSOLUTE * Math.min(1 + Math.abs(at), 128);
        if (Math.abs(a - e) <= RELATIVE * Math.abs(e) + line) continue;
        bad.push(`at ${at}: ${a} for ${e}`);
      }
      if (bad.length > 0) {
        wrong.push(
          `${name}, order ${order}: ${bad.length} wrong, ${
            bad.slice(0, 2).join("; ")
          }`,
        );
      }
    }
  }
  assertEquals(wrong, []);
}

Deno.test("rules give derivatives that do not overflow where they are finite", async () => {
  await compare(Object.fromEntries(
    Object.entries(FORMULAS).map(([name, expr]) => [
      name,
      (t: dg.Tensor) => dg.elementwise(expr, [t]),
    ]),
  ));
});

Deno.test("elementwise ops have derivatives over the whole range", async () => {
  await compare(OPS);
});

Deno.test("activations have derivatives over the whole range", async () => {
  await compare(ACTIVATIONS);
});

Deno.test("losses have derivatives over the whole range", async () => {
  await compare({ ...LOSSES, ...HUBER, ...LOGITS });
  const probabilities = float32Grid().filter((x) => x >= 0 && x <= 1);
  await compare(OF_PROBABILITIES, probabilities);
});

Deno.test("sigmoid and softplus are smooth at 0 to the rules", async () => {
  for (const backend of ["reference", "wasm"] as const) {
    await dg.setBackend(backend);
    const at = async (expr: dg.Expr) =>
      (await derivativesAt((t) => dg.elementwise(expr, [t]), zeros))
        .map((values) => values[0]);
    const zeros = Float32Array.of(0, -0);
    assertEquals(await at(f.sigmoid(x)), [0.5, 0.25, 0]);
    const [, slope, curvature] = await at(f.softplus(x));
    assertEquals([slope, curvature], [0.5, 0.25]);
    assertEquals(await at(f.mul(x, f.sigmoid(x))), [0, 0.5, 0.5]);
  }
});
