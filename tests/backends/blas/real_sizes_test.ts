/** The products of the machine's own library at the sizes of real models. */

import { openBackend } from "../../../backends/mod.ts";
import { missingBlas } from "../../helpers/blas.ts";
import { realSizes } from "../real_sizes.ts";

realSizes(
  missingBlas === undefined ? "blas" : `blas (${missingBlas})`,
  () => openBackend("blas", { fuse: false }),
  {
    ignore: missingBlas !== undefined,
    // The rest is the wasm backend's.
    only: ["products", "convolutions and their gradients"],
  },
);
