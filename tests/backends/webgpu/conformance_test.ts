/** The conformance suite on the graphics card. */

import { conformance } from "../conformance.ts";

conformance("webgpu");
