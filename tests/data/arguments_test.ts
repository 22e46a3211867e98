/** Gives each function of data/ what it cannot mean, in each place. */

import { assert, assertEquals } from "@std/assert";
import * as data from "@decograd/decograd/data";

/** How a function is called rightly, and what of the values below it may be given in each place. */
interface Call {
  readonly args: readonly unknown[];
  /** By position, names of values that are meant there, and not tried. */
  readonly takes: readonly (readonly string[])[];
  /** Which argument is an object of options. */
  readonly options?: number;
}

class Instance {
  readonly size = 1;
}

const VALUES: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  true: true,
  NaN,
  infinity: Infinity,
  negative: -1,
  fraction: 1.5,
  huge: 2 ** 53,
  bigint: 1n,
  empty: "",
  text: "text",
  symbol: Symbol("s"),
  list: [],
  holes: [, 1],
  ofNaN: [NaN],
  ofHalf: [0.5],
  object: {},
  map: new Map([["a", 1]]),
  instance: new Instance(),
  promise: Promise.resolve(1),
  date: new Date(0),
  function: () => {},
  floats: new Float64Array(3),
  bytes: Uint8Array.of(1, 2, 3),
  buffer: new ArrayBuffer(3),
  longText: "x".repeat(1e5),
  longList: new Array(1e5).fill("x"),
  longNames: Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => ["x".repeat(1000) + i, i]),
  ),
};

const BYTES = ["bytes", "buffer"];
const TEXTS = ["text", "longText"];
const image = { shape: [1, 1, 1, 1], data: Float32Array.of(0.5) };
const pixel: data.Picture = {
  width: 1,
  height: 1,
  channels: 1,
  data: Uint8Array.of(1),
};
const batches = { size: 4, batchSize: 2, seed: 0 };

const CALLS: Readonly<Record<string, Call>> = {
  decodeIdx: { args: [Uint8Array.of(0, 0, 8, 0, 1)], takes: [[]] },
  Dataset: {
    args: [[1], {}],
    takes: [
      "list holes ofNaN ofHalf map function floats bytes longList".split(" "),
      ["undefined", "object"],
    ],
    options: 1,
  },
  SummaryWriter: { args: [{ logDir: "runs" }], takes: [[]] },
  loadIdxDataset: {
    args: ["/no/such/folder", {}],
    takes: [TEXTS, ["undefined", "object"]],
  },
  rescale: { args: [image, { scale: 1 }], takes: [[], []], options: 1 },
  shuffledBatches: { args: [batches], takes: [[]], options: 0 },
  takeRows: {
    args: [Float32Array.of(1, 2), 2, [0]],
    takes: [["floats"], [], ["list", "floats"]],
  },
  imageGrid: {
    args: [image, { columns: 1, gap: 0, background: 0 }],
    takes: [[], ["undefined", "object"]],
    options: 1,
  },
  decodePng: {
    args: [await data.encodePng(pixel), { bits: 8, maxPixels: 1 }],
    takes: [[], ["undefined", "object"]],
    options: 1,
  },
  encodePng: { args: [pixel], takes: [[]], options: 0 },
  encodeSafetensors: {
    args: [{ a: image }, {}],
    takes: [["object"], ["undefined", "object"]],
  },
  decodeSafetensors: { args: [data.encodeSafetensors({})], takes: [[]] },
  encodeNpy: {
    args: [image, { dtype: "float16", fortranOrder: true }],
    takes: [[], ["undefined", "object"]],
    options: 1,
  },
  decodeNpy: { args: [data.encodeNpy(image)], takes: [[]] },
  encodeNpz: {
    args: [{ a: image }, { compressed: true }],
    takes: [["object"], ["undefined", "object"]],
    options: 1,
  },
  decodeNpz: {
    args: [await data.encodeNpz({}), { maxBytes: 1 }],
    takes: [[], ["undefined", "object"]],
    options: 1,
  },
  writeFile: {
    args: ["/no/such/file", Uint8Array.of(1)],
    takes: [TEXTS, BYTES],
  },
};

type Callable = (...args: readonly unknown[]) => unknown;

function functionOf(name: string): Callable {
  const f = (data as unknown as Record<string, Callable>)[name];
  const isClass = /^[A-Z]/.test(name);
  return isClass ? (...args) => Reflect.construct(f, args) : f;
}

async function thrown(name: string, args: readonly unknown[]) {
  try {
    await functionOf(name)(...args);
    return null;
  } catch (error) {
    return error;
  }
}

async function assertRefused(
  what: string,
  name: string,
  args: readonly unknown[],
) {
  const error = await thrown(name, args);
  assert(
    error instanceof TypeError || error instanceof RangeError,
    `${name} with ${what}: expected a TypeError or RangeError, received ${error}`,
  );
  const wrong = error.message.match(
    /^(?!Cannot )|\.$|undefined is not|not iterable/,
  );
  assertEquals(wrong, null, `${name} with ${what}: ${error.message}`);
  const { length } = error.message;
  assert(length < 600, `${name} with ${what}: ${length} characters`);
}

Deno.test("the table has every function of data/", () => {
  const functions = Object.entries(data)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  assertEquals(functions.sort(), Object.keys(CALLS).sort());
});

for (const [name, { args, takes, options }] of Object.entries(CALLS)) {
  Deno.test(`${name} refuses what it cannot mean, in each place`, async () => {
    for (const [at, taken] of takes.entries()) {
      for (const [what, value] of Object.entries(VALUES)) {
        if (taken.includes(what)) continue;
        await assertRefused(`${what} at ${at}`, name, args.with(at, value));
      }
    }
  });

  if (options === undefined) continue;
  const given = args[options] as Record<string, unknown>;
  const withOption = (key: string, value: unknown) =>
    args.with(options, { ...given, [key]: value });
  Deno.test(`${name} refuses wrong values of options`, async () => {
    assertEquals(await thrown(name, args), null);
    for (const key of Object.keys(given)) {
      for (
        const what of ["null", "text", "list", "NaN", "longText", "symbol"]
      ) {
        const value = VALUES[what];
        await assertRefused(`${key} ${what}`, name, withOption(key, value));
      }
    }
  });
}
