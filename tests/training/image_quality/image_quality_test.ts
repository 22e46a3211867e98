/** How alike images are, held to TensorFlow's values and gradients. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { measures } = loadFixture<{
  readonly measures: readonly {
    readonly name: "psnr" | "ssim" | "ssim_multiscale";
    readonly options: Readonly<Record<string, number | number[]>>;
    readonly a: FixtureTensor;
    readonly b: FixtureTensor;
    readonly value: FixtureTensor;
    readonly gradient: FixtureTensor;
  }[];
}>("behaviour/image_quality.json");
const { psnr, ssim, ssimMultiscale } = dg.metrics;
const FUNCTIONS = { psnr, ssim, ssim_multiscale: ssimMultiscale };

// Contrast is a difference of means of squares, beside which c2 is small: rounding of float32 counts by its inverse.
const CANCELLED = 1 / 0.03 ** 2;

forEachDevice(
  "images are as alike as TensorFlow says, and their gradients are its own",
  async () => {
    for (const { name, options, a, b, value, gradient } of measures) {
      const f = (x: dg.Tensor) => FUNCTIONS[name](tensorOf(a), x, options);
      const x = tensorOf(b);
      const magnitude = name === "psnr" ? 50 : CANCELLED;
      const found = f(x);
      assertEquals(found.shape, value.shape);
      assertClose(await found.data(), value.data, { terms: 1, magnitude });
      const largest = Math.max(...gradient.data.map(Math.abs));
      const slope = dg.grad((x: dg.Tensor) => dg.sum(f(x)))(x);
      assertClose(await slope.data(), gradient.data, {
        terms: 1,
        magnitude: magnitude * largest,
      });
    }
  },
);

forEachDevice(
  "losses and metrics of images are the means of these",
  async () => {
    for (const { name, options, a, b, value } of measures) {
      const mean = value.data.reduce((sum, one) => sum + one) /
        value.data.length;
      const how = { terms: 1, magnitude: name === "psnr" ? 50 : CANCELLED };
      const made = {
        psnr: "PSNR",
        ssim: "SSIM",
        ssim_multiscale: "MultiscaleSSIM",
      } as const;
      using metric = new dg.metrics[made[name]](options);
      metric.updateState(tensorOf(a), tensorOf(b));
      assertClose([await metric.result().item()], [mean], how);
      assertEquals(metric.direction, "up");
      const loss = new dg.losses[made[name]](options);
      const unlike = name === "psnr" ? -mean : 1 - mean;
      const received = loss.call(tensorOf(a), tensorOf(b));
      assertClose([await received.item()], [unlike], how);
    }
  },
);

Deno.test("gradients of likeness are those of differences", async () => {
  const image = { shape: [1, 4, 4, 1] };
  const points = [image, image];
  const options = { filterSize: 2, powerFactors: [0.4, 0.6] };
  await checkGradient((a, b) => psnr(a, b), points);
  await checkGradient((a, b) => ssim(a, b, { filterSize: 3 }), points);
  await checkGradient((a, b) => ssimMultiscale(a, b, options), points, {
    order: 1,
  });
});

Deno.test("images that are each other's opposite give several scales a slope of numbers", async () => {
  const a = dg.tensor(Float32Array.from({ length: 64 }, (_, i) => i % 2), [
    1,
    8,
    8,
    1,
  ]);
  const options = { filterSize: 3, powerFactors: [0.5, 0.5] };
  const f = (x: dg.Tensor) => dg.sum(ssimMultiscale(a, x, options));
  const [value, slope] = [f(dg.sub(1, a)), dg.grad(f)(dg.sub(1, a))];
  assertEquals(await value.item(), 0);
  assert((await slope.data()).every(Number.isFinite));
});

Deno.test("pictures that are the same differ by nothing, and any number of axes may stand before them", async () => {
  const a = dg.randomUniform([2, 3, 12, 11, 3], { seed: 3 });
  assertEquals(await psnr(a, a).data(), new Float32Array(6).fill(Infinity));
  const [same, one] = [
    ssim(a, a),
    ssim(dg.ones([11, 11, 1]), dg.ones([11, 11, 1])),
  ];
  assertEquals([same.shape, one.shape], [[2, 3], []]);
  assertClose(await same.data(), new Float32Array(6).fill(1), { terms: 1 });
});

Deno.test("each image of a batch has a weight in the losses of images", async () => {
  const [one, other] = [1, 2].map((seed) =>
    dg.randomUniform([1, 11, 11, 1], { seed })
  );
  const a = dg.concat([one, other], 0);
  const b = dg.concat([dg.sub(1, one), other], 0);
  const loss = new dg.losses.SSIM({ reduction: "sum" });
  const [first, second] = [[1, 0], [0, 1]].map((weight) =>
    loss.call(a, b, dg.tensor(weight)).item()
  );
  assert(await first > 0.5);
  assertClose([await second], [0], { terms: 1, magnitude: CANCELLED });
});

Deno.test("what are no images of one shape, or too small ones, is refused", () => {
  const image = dg.ones([1, 12, 12, 3]);
  const wrong: [() => unknown, string][] = [
    [
      () => psnr(image, dg.ones([1, 12, 12, 1])),
      "Cannot compute psnr: expected images of one shape",
    ],
    [
      () => psnr(dg.ones([3, 3]), dg.ones([3, 3])),
      "[..., height, width, channels]",
    ],
    [
      () => ssim(dg.ones([10, 20, 1]), dg.ones([10, 20, 1])),
      "of at least 11 x 11 pixels, received [10, 20, 1]",
    ],
    [() => ssimMultiscale(image, image), "of at least 161 x 161 pixels"],
    [() => ssim(image, image, { maxVal: 0 }), "expected maxVal to be"],
    [() => ssim(image, image, { filterSize: 0 }), "expected filterSize to be"],
    [
      () => ssimMultiscale(image, image, { powerFactors: [NaN] }),
      "expected powerFactors to be",
    ],
  ];
  for (const [f, message] of wrong) assertThrows(f, Error, message);
});

Deno.test("losses and metrics of images write their options and come back from them", () => {
  const loss = new dg.losses.MultiscaleSSIM({
    maxVal: 255,
    powerFactors: [1, 2],
  });
  const written = dg.losses.serialize(loss);
  const { power_factors, max_val } = Object(written?.config);
  assertEquals([power_factors, max_val], [[1, 2], 255]);
  const again = dg.losses.deserialize(JSON.parse(JSON.stringify(written)));
  assertEquals(again.getConfig(), loss.getConfig());
  assertEquals(dg.losses.get("ssim")?.name, "ssim");
  assertEquals(dg.losses.get("multiscale_ssim")?.name, "multiscale_ssim");
  using metric = dg.metrics.get("psnr");
  assert(metric?.name.startsWith("psnr"));
});
