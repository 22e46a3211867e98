/** The backend that is right, at the sizes of real models: it has one way for all sizes, so that a few will do. */

import { realSizes } from "../real_sizes.ts";

realSizes("reference", { only: ["products", "windows of any length"] });
