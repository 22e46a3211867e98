/** The graphics card's kernels at the sizes of real models; those that software takes long for only on demand. */

import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("webgpu", { takes: ({ isSlow = false }) => thorough() || !isSlow });
