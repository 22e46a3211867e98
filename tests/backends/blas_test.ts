/** The conformance suite on the machine's BLAS. */

import { BlasBackend } from "../../backends/blas/mod.ts";
import { missingBlas } from "../helpers/blas.ts";
import { conformance } from "./conformance.ts";

conformance(
  missingBlas === undefined ? "blas" : `blas (${missingBlas})`,
  () => new BlasBackend(),
  { ignore: missingBlas !== undefined },
);
