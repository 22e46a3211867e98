/** The products of the machine's own library at the sizes of real models. */

import { realSizes } from "../real_sizes.ts";

// The rest is the wasm backend's.
realSizes("blas", { only: ["products", "convolutions and their gradients"] });
