/** The hyperbolic tangent and the error function. A device's own tanh may overflow. */

import { ERF_FAR, ERF_NEAR, TANH } from "../../approximations.ts";
import { polynomial } from "./float.ts";
import type { Library } from "./library.ts";

/** `tanhOf` and `erfOf`. */
export const SATURATING: Library = {
  tanhOf: {
    uses: ["isNan", "expOf", "withSign"],
    code: `fn tanhOf(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  let square = x * x;
  if (abs(x) < 0.625) {
    return (x * square) * ${polynomial("square", TANH)} + x;
  }
  let e = expOf(2.0 * min(abs(x), 10.0));
  return withSign(1.0 - 2.0 / (e + 1.0), x);
}`,
  },
  erfOf: {
    uses: ["isNan", "expOf", "withSign"],
    code: `fn erfOf(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  let square = x * x;
  if (abs(x) < 0.925) {
    return x * ${polynomial("square", ERF_NEAR)} + x;
  }
  let size = min(abs(x), 4.0);
  let exponent = size * ${polynomial("size", ERF_FAR)} + size;
  return withSign(1.0 - expOf(-exponent), x);
}`,
  },
};
