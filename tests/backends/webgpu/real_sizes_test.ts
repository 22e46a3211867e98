/** The graphics card's kernels at the sizes of real models; those that take long on demand, and not where software runs them. */

import { webgpuIsSoftware } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("webgpu", {
  // What a graphics card alone does by ways of its own.
  only: webgpuIsSoftware
    ? ["products", "convolutions and their gradients", "elementwise work"]
    : undefined,
  takes: ({ isSlow = false }) => !isSlow || (thorough() && !webgpuIsSoftware),
});
