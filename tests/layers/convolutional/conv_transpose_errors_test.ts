/** What Conv2DTranspose refuses, against what Keras refuses. */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { optionsOf } from "../../../config/serialization.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

const { Conv2DTranspose } = dg.layers;
type Options = dg.layers.Conv2DTransposeOptions;
type Config = dg.layers.Config;

const { errors } = loadFixture<{
  errors: {
    case: string;
    args?: Config;
    input_shape?: (number | null)[] | null;
    error: string | null;
  }[];
}>("behaviour/layer.json");

/** What Keras lets through, and this library does not: 2.5 filters. */
const STRICTER: Record<string, RegExp> = {
  "filters None": /filters.*strictly positive integer, received null/,
  "filters 2.5": /filters.*strictly positive integer, received 2\.5/,
};

/** What Keras can tell, and JavaScript cannot: 2.0 from 2. */
const LOOSER = ["kernel float"];

/** What each refusal has to say. */
const SAID: Record<string, RegExp> = {
  "filters 0": /filters.*strictly positive integer, received 0/,
  "filters -1": /filters.*strictly positive integer, received -1/,
  "kernel 0": /kernelSize.*2 integers.*received 0/,
  "kernel (1,0)": /kernelSize.*2 integers.*received \[1,0\]/,
  "kernel 3-tuple": /kernelSize.*2 integers.*received \[3,3,3\]/,
  "kernel string": /kernelSize.*2 integers.*received "a"/,
  "stride 0": /strides.*2 integers.*received 0/,
  "stride negative": /strides.*2 integers.*received -1/,
  "padding causal": /padding.*"valid", "same", received "causal"/,
  "padding full": /padding.*"valid", "same", received "full"/,
  "output_padding = stride": /outputPadding.*strictly less than strides/,
  "output_padding negative": /outputPadding.*at least 0, received -1/,
  "output_padding 1 stride 1": /outputPadding.*strictly less than strides/,
  "output_padding partial": /outputPadding \[1,3\] and strides \[2,3\]/,
  "stride & dilation": /strides > 1 without dilationRate > 1/,
  "stride (2,1) & dilation (1,2)": /strides \[2,1\] and dilationRate \[1,2\]/,
  "dilation 0": /dilationRate.*2 integers.*received 0/,
  "data_format": /dataFormat.*"channels_first", received "nhwc"/,
  "activation unknown": /Cannot find activation: expected .* received "nope"/,
  "initializer unknown": /Cannot find initializer: expected .* received "nope"/,
  "regularizer unknown": /Cannot find regularizer: expected .* received "nope"/,
  "constraint unknown": /Cannot find constraint: expected .* received "nope"/,
  "negative l2": /l2.*0 or more, received -1/,
  "unknown kwarg":
    /Cannot make Conv2DTranspose: expected options .*, received groups/,
  "rank 3 input": /expected input \[batch, .*\], received \[2, 4, 3\]/,
  "rank 5 input": /expected input \[batch, .*\], received \[1, 2, 2, 2, 3\]/,
  "unknown channels": /sizes are all known, received \[2, 2, 1, null\]/,
};

function probe(args: Config, inputShape?: (number | null)[] | null): void {
  const layer = new Conv2DTranspose(optionsOf(args) as unknown as Options);
  if (!inputShape) return;
  if (inputShape.includes(null)) return layer.build(inputShape);
  layer.apply(dg.zeros(inputShape.map(Number)));
}

Deno.test("what Keras refuses is refused, and says which argument it is", () => {
  let probes = 0;
  for (const one of errors) {
    if (!one.args) continue;
    const { args, input_shape: inputShape } = one;
    probes++;
    const refused = STRICTER[one.case] ??
      (LOOSER.includes(one.case) ? undefined : SAID[one.case]);
    const keras = one.error !== null && !LOOSER.includes(one.case);
    assertEquals(
      refused !== undefined,
      keras || one.case in STRICTER,
      one.case,
    );
    if (!refused) {
      probe(args, inputShape);
      continue;
    }
    const error = assertThrows(() => probe(args, inputShape)) as Error;
    assertMatch(error.message, refused);
    const shape = inputShape !== undefined && inputShape !== null;
    // What no class reads is refused in one form everywhere.
    const type = one.case === "unknown kwarg"
      ? TypeError
      : shape
      ? dg.ShapeError
      : dg.ValueError;
    assert(error instanceof type, one.case);
  }
  assertEquals(probes, 33);
});

Deno.test("channels that change after the build are refused", () => {
  const layer = new Conv2DTranspose({ filters: 1, kernelSize: 2, name: "up" });
  layer.apply(dg.zeros([1, 4, 4, 3]));
  assertThrows(
    () => layer.apply(dg.zeros([1, 4, 4, 5])),
    dg.ShapeError,
    'Cannot apply Conv2DTranspose "up": expected axis 3 of the input to have size 3, received [1, 4, 4, 5]',
  );
  assertEquals(layer.apply(dg.zeros([1, 9, 9, 3])).shape, [1, 10, 10, 1]);
});

Deno.test("of two errors the one that Keras finds first is told", () => {
  const order: [Partial<Record<keyof Options, unknown>>, RegExp][] = [
    [{ kernelSize: 0 }, /kernelSize/],
    [{ strides: 0 }, /strides/],
    [{ dilationRate: 0 }, /dilationRate/],
    [{ padding: "full" }, /padding/],
    [{ outputPadding: -1 }, /outputPadding/],
    [{ dataFormat: "nhwc" }, /dataFormat/],
    [{ activation: "nope" }, /activation/],
    [{ kernelInitializer: "nope" }, /initializer/],
    [{ kernelRegularizer: "nope" }, /regularizer/],
    [{ kernelConstraint: "nope" }, /constraint/],
    [{ filters: 0 }, /filters/],
  ];
  while (order.length > 0) {
    const [[, expected]] = order;
    const wrong = Object.assign(
      { filters: 1, kernelSize: 2 },
      ...order.map(([part]) => part),
    );
    const error = assertThrows(
      () => new Conv2DTranspose(wrong),
      dg.ValueError,
    );
    assertMatch(error.message, expected);
    order.shift();
  }
});
