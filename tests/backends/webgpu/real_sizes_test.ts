/** The graphics card's kernels at the sizes of real models; those that software takes long for only on demand. */

import { openBackend } from "../../../backends/mod.ts";
import { thorough } from "../../helpers/thorough.ts";
import { missingWebGPU } from "../../helpers/webgpu.ts";
import { realSizes } from "../real_sizes.ts";

realSizes(
  missingWebGPU === undefined ? "webgpu" : `webgpu (${missingWebGPU})`,
  () => openBackend("webgpu", { fuse: false }),
  {
    ignore: missingWebGPU !== undefined,
    takes: ({ isSlow = false }) => thorough() || !isSlow,
  },
);
