/** The conformance suite on the processor. */

import { conformance } from "../conformance.ts";

conformance("wasm", { fuse: false });
