/** Activations as layers, PReLU among them: derivatives, and what they refuse. */

import { assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Activation, ELU, LeakyReLU, PReLU, ReLU, Softmax } = dg.layers;

testLayers([
  [() => new Activation({ activation: "softplus" }), [2, 3]],
  [() => new ReLU({ maxValue: 1, negativeSlope: 0.5 }), [2, 3]],
  [() => new LeakyReLU(), [2, 3]],
  [() => new ELU({ alpha: 0.5 }), [2, 3]],
  [() => new PReLU({ sharedAxes: 1, alphaInitializer: "ones" }), [2, 3, 2]],
  [() => new Softmax({ axis: [1, 2] }), [2, 2, 2]],
]);

testOptionsRefused([
  [LeakyReLU, { negativeSlope: -1 }, "negativeSlope"],
  [LeakyReLU, { negativeSlope: null }, "negativeSlope"],
  [ReLU, { maxValue: -1 }, "maxValue"],
  [ReLU, { threshold: -1 }, "threshold"],
  [PReLU, { sharedAxes: [0] }, "sharedAxes"],
]);

testInputsRefused([
  [
    new PReLU({ sharedAxes: [1, 2], name: "slopes" }),
    [[2, 3]],
    dg.ValueError,
    'Cannot build PReLU "slopes": expected an input with sharedAxes [1,2], received [2,3]',
  ],
]);

Deno.test("PReLU refuses other sizes than it has slopes for", () => {
  const layer = new PReLU();
  layer.apply(dg.zeros([2, 3]));
  const apply = () => layer.apply(dg.zeros([2, 4]));
  assertThrows(apply, dg.ShapeError, "size 3");
});
