/** Conv2DTranspose on random configurations: the right answer, or an error that names what is wrong with them. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import fc from "fast-check";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { randomIntegers } from "../../helpers/random_data.ts";
import { scatter } from "../../helpers/scatter.ts";

const { Conv2DTranspose } = dg.layers;
type Options = dg.layers.Conv2DTransposeOptions;

const size = fc.integer({ min: 1, max: 4 });
const pair = fc.tuple(size, size);

/** What Keras takes. */
const valid = fc.record({
  filters: fc.integer({ min: 1, max: 5 }),
  kernelSize: pair,
  strides: pair,
  dilationRate: pair,
  padding: fc.constantFrom("valid", "same", "SAME", "Valid"),
  outputPadding: fc.option(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }))),
  dataFormat: fc.constantFrom("channels_last", "channels_first"),
  useBias: fc.boolean(),
  batch: fc.nat({ max: 3 }),
  input: pair,
  channels: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
}).map((config) => {
  const { strides, outputPadding } = config;
  const dilationRate = Math.max(...strides) > 1
    ? [1, 1] as [number, number]
    : config.dilationRate;
  return {
    ...config,
    dilationRate,
    outputPadding: outputPadding &&
      outputPadding.map((cells, i) => cells % strides[i]),
  };
});

type Configuration = typeof valid extends fc.Arbitrary<infer T> ? T : never;

/** What the layer answers, with integers in it, channels last. */
function run(config: Configuration, data: Record<string, Float64Array>): {
  shape: readonly number[];
  computed: readonly unknown[];
  elements: Promise<ArrayLike<number>>;
} {
  using _ = new dg.Scope();
  const { batch, input, channels, seed: _seed, ...options } = config;
  using layer = new Conv2DTranspose(options as Options);
  const first = config.dataFormat === "channels_first";
  const last = dg.tensor(data.x, [batch, ...input, channels]);
  const x = first ? dg.transpose(last, [0, 3, 1, 2]) : last;
  const computed = layer.computeOutputShape(x.shape);
  layer.build(x.shape);
  const weights = [dg.tensor(data.kernel, layer.kernel.shape)];
  if (config.useBias) weights.push(dg.tensor(data.bias, [config.filters]));
  layer.setWeights(weights);
  const y = layer.apply(x);
  assertEquals([...y.shape], [...computed]);
  const back = first ? dg.transpose(y, [0, 2, 3, 1]) : y;
  return { shape: back.shape, computed, elements: back.read() };
}

forEachBackend(
  "what Keras takes gives Keras's answer, exactly",
  async (backend) => {
    const before = backend.bytesInUse;
    await fc.assert(
      fc.asyncProperty(valid, async (config) => {
        const { batch, input, channels, filters, kernelSize, seed } = config;
        const inputShape = [batch, ...input, channels];
        const kernelShape = [...kernelSize, filters, channels];
        const count = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
        const data = {
          x: randomIntegers(count(inputShape), 4, seed),
          kernel: randomIntegers(count(kernelShape), 4, seed + 1),
          bias: randomIntegers(filters, 4, seed + 2),
        };
        const expected = scatter({
          ...data,
          inputShape,
          kernelShape,
          strides: config.strides,
          dilations: config.dilationRate,
          padding: config.padding.toLowerCase() as "same" | "valid",
          outputPadding: config.outputPadding,
        });
        const { shape, elements } = run(config, data);
        assertEquals([...shape], expected.shape);
        const bias = (i: number) => config.useBias ? data.bias[i % filters] : 0;
        assertEquals(
          Array.from(await elements, (v) => v + 0),
          Array.from(expected.data, (v, i) => v + bias(i) + 0),
        );
      }),
      { numRuns: 300, seed: 1 },
    );
    assertEquals(backend.bytesInUse, before);
  },
);

forEachBackend(
  "the op takes strides with dilation, and any output padding",
  async () => {
    const any = fc.record({
      strides: pair,
      dilations: pair,
      kernel: pair,
      input: pair,
      padding: fc.constantFrom("valid" as const, "same" as const),
      outputPadding: fc.option(
        fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })),
      ),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(any, async (config) => {
        const { input, kernel, seed, dilations, ...options } = config;
        const inputShape = [2, ...input, 3];
        const kernelShape = [...kernel, 2, 3];
        const data = {
          x: randomIntegers(2 * input[0] * input[1] * 3, 4, seed),
          kernel: randomIntegers(kernel[0] * kernel[1] * 6, 4, seed + 1),
        };
        const expected = scatter({
          ...data,
          inputShape,
          kernelShape,
          dilations,
          ...options,
        });
        using x = dg.tensor(data.x, inputShape);
        using w = dg.tensor(data.kernel, kernelShape);
        using y = dg.conv2dTranspose(x, w, {
          ...options,
          dilationRate: dilations,
        });
        assertEquals([...y.shape], expected.shape);
        const read = await y.read();
        assertEquals(
          Array.from(read, (v) => v + 0),
          Array.from(expected.data, (v) => v + 0),
        );
      }),
      { numRuns: 200, seed: 3 },
    );
  },
);

const odd = fc.constantFrom(
  ...[0, -1, 1.5, NaN, Infinity, 2 ** 60, "3", "", null, true],
  ...[[], [1], [1, 2, 3], [1, 0], [2, "2"], {}, [[1, 2]], undefined],
);

/** A value for each argument that may be anything at all, and the words by which an error may name it. */
const anything: Record<string, { value: fc.Arbitrary<unknown>; said: RegExp }> =
  {
    filters: { value: odd, said: /filters/ },
    kernelSize: { value: odd, said: /kernelSize/ },
    strides: { value: fc.oneof(odd, pair), said: /strides|outputPadding/ },
    dilationRate: { value: fc.oneof(odd, pair), said: /dilationRate/ },
    outputPadding: { value: fc.oneof(odd, pair), said: /outputPadding/ },
    padding: {
      value: fc.constantFrom("full", "causal", null, 3, "same", "VALID"),
      said: /padding/,
    },
    dataFormat: {
      value: fc.constantFrom("nhwc", 3, {}, null, "CHANNELS_LAST"),
      said: /dataFormat/,
    },
    useBias: { value: fc.constantFrom(0, null, "no", true), said: /useBias/ },
    activation: {
      value: fc.constantFrom("nope", 3, {}, "relu", null),
      said: /activation/,
    },
    kernelInitializer: {
      value: fc.constantFrom("nope", 3, {}, "zeros", null),
      said: /initializer/,
    },
    biasRegularizer: {
      value: fc.constantFrom("nope", 3, {}, "l1", null),
      said: /regularizer/,
    },
    kernelConstraint: {
      value: fc.constantFrom("nope", 3, {}, "non_neg", null),
      said: /constraint/,
    },
    activityRegularizer: {
      value: fc.constantFrom("nope", 3, {}, "l2", null),
      said: /regularizer/,
    },
    name: { value: fc.constantFrom("a/b", 3, "", "x"), said: /name/ },
    dtype: {
      value: fc.constantFrom("float16", 3, {}, "float32", null),
      said: /dtype/,
    },
    trainable: { value: fc.constantFrom(1, "yes", false), said: /trainable/ },
    inputShape: {
      value: fc.constantFrom(3, [1.5], ["a"], [null, 3], [-1], null),
      said: /shape/,
    },
    groups: { value: fc.constantFrom(1, 2, null), said: /groups/ },
  };

const names = Object.keys(anything);
const wrong = fc.subarray(names, { minLength: 1, maxLength: 3 }).chain((some) =>
  fc.record(
    Object.fromEntries(some.map((name) => [name, anything[name].value])),
  )
);

const shapes = fc.oneof(
  fc.constant([1, 3, 2, 2]),
  fc.array(fc.nat({ max: 3 }), { maxLength: 5 }),
);

Deno.test("everything else gives an answer, or an error that names the argument", async () => {
  await dg.setBackend("reference");
  const expected = [dg.ValueError, dg.ShapeError, TypeError];
  let refused = 0;
  fc.assert(
    fc.property(valid, wrong, shapes, (config, options, shape) => {
      using _ = new dg.Scope();
      const { batch: _b, input: _i, channels: _c, seed: _s, ...right } = config;
      const all = { ...right, ...options };
      try {
        using layer = new Conv2DTranspose(all as unknown as Options);
        const computed = layer.computeOutputShape(shape);
        assertEquals([...layer.apply(dg.zeros(shape)).shape], [...computed]);
      } catch (error) {
        refused++;
        assert(error instanceof Error);
        assert(expected.some((one) => error instanceof one), `${error.stack}`);
        const words = Object.keys(options).map((name) => anything[name].said);
        const named = [...words, /input|strides > 1|outputPadding/]
          .some((word) => word.test(error.message));
        assert(named, error.message);
      }
    }),
    { numRuns: 1500, seed: 2 },
  );
  assert(refused > 500);
  await dg.setBackend("wasm");
});
