/** Gradients held within bounds. */

import type { Expr } from "../../../backends/expr.ts";
import * as f from "../../../autograd/formula.ts";
import type { Settings } from "../options.ts";

/** A gradient within the bounds that the settings name; `squares` is the sum of squares of which the norm is the root. */
export function clip(
  gradient: Expr,
  squares: Expr | undefined,
  { clipnorm, clipvalue, globalClipnorm }: Settings,
): Expr {
  if (clipvalue !== null) {
    return f.minimum(f.maximum(gradient, -clipvalue), clipvalue);
  }
  if (!squares) return gradient;
  const norm = f.sqrt(squares);
  if (clipnorm !== null) {
    return f.div(f.mul(gradient, clipnorm), f.maximum(norm, clipnorm));
  }
  if (globalClipnorm === null) return gradient;
  const scale = f.mul(
    globalClipnorm,
    f.minimum(f.div(1, norm), 1 / globalClipnorm),
  );
  // A norm that is not finite makes every gradient NaN, so that nobody overlooks it.
  return f.mul(gradient, f.add(scale, f.sub(norm, norm)));
}
