/** The graphics card's kernels at the sizes of real models; those that take long on demand, and not where software runs them. */

import { webgpuIsSoftware } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("webgpu", {
  // Software is slow: the suite of conformance has the other kernels.
  only: webgpuIsSoftware && !thorough()
    ? [
      ...["products", "convolutions and their gradients"] as const,
      "windows of any length",
    ]
    : undefined,
  takes: ({ isSlow = false }) => !isSlow || (thorough() && !webgpuIsSoftware),
});
