/**
 * The hyperbolic tangent and the error function:
 *
 *     tanh x = x + x^3 p(x^2) for |x| < 0.625        sign(x) (1 - 2 / (e^(2 |x|) + 1)) elsewhere
 *     erf x = x + x p(x^2) for |x| < 0.925           sign(x) (1 - e^-(|x| + |x| q(|x|))) elsewhere
 *
 * with minimax polynomials, relative to the functions, to 1.8e-8 or better. A device's own tanh may overflow.
 */

import { polynomial } from "./float.ts";
import type { Library } from "./library.ts";

const TANH = [
  -0.33333280682563782,
  0.13331405818462372,
  -0.053736515343189240,
  0.020628167316317558,
  -0.0056922961957752705,
];
const ERF_NEAR = [
  0.12837915122509003,
  -0.37612488865852356,
  0.11281730234622955,
  -0.026762917637825012,
  0.0049872584640979767,
  -0.00059590174350887537,
];
const ERF_FAR = [
  0.12851442396640778,
  0.63571810722351074,
  0.10526210814714432,
  -0.022890126332640648,
  0.0032150030601769686,
  -0.00021399024990387261,
];

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
