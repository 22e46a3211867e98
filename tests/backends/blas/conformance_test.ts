/** The conformance suite on the machine's BLAS. */

import { conformance } from "../conformance.ts";

conformance("blas");
