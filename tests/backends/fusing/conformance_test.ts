/** The conformance suite through the recorder of fused kernels. */

import { conformance } from "../conformance.ts";

conformance("wasm");
