/** The conformance suite on the machine's BLAS. */

import { openBlas } from "../../backends/blas/mod.ts";
import { missingBlas } from "../helpers/blas.ts";
import { conformance } from "./conformance.ts";

conformance(
  missingBlas === undefined ? "blas" : `blas (${missingBlas})`,
  () => openBlas(),
  { ignore: missingBlas !== undefined },
);
