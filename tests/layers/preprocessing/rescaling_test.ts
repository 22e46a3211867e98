/** Rescaling: derivatives, and what it refuses. */

import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import { testOptionsRefused } from "../../helpers/refusals.ts";

const { Rescaling } = dg.layers;

testLayers([
  [() => new Rescaling({ scale: 3, offset: [1, 2, 3] }), [2, 3]],
]);

testOptionsRefused([
  [Rescaling, { scale: NaN }, "scale"],
  [Rescaling, { scale: 1, offset: [1, "2"] }, "offset"],
]);
