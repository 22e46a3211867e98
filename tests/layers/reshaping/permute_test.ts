/** Permute and RepeatVector: derivatives, and what they refuse. */

import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Permute, RepeatVector } = dg.layers;

testLayers([
  [() => new Permute({ dims: [2, 1] }), [2, 3, 2]],
  [() => new RepeatVector({ n: 2 }), [2, 3]],
]);

testOptionsRefused([
  ...[[1, 1], [2, 2], [1, 3], [0, 1], [1, 2, 2], [2]].map((dims) =>
    [
      Permute,
      { dims },
      "a permutation of the consecutive integers from 1",
    ] as const
  ),
  [RepeatVector, { n: 0 }, "n to be a strictly positive integer"],
]);

testInputsRefused([
  [new Permute({ dims: [2, 1] }), [[2, 3]], dg.ShapeError, "3 axes"],
  [new RepeatVector({ n: 2 }), [[2, 3, 4]], dg.ShapeError, "features"],
]);
