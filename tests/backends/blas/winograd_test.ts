/** Winograd's filtering with the library's products: that it is right wherever it can be. */

import { BlasBackend } from "../../../backends/blas/backend.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { checkKernel } from "../conformance/check_kernel.ts";
import { convolutionCases } from "../conformance/conv2d.ts";

testOn(
  "blas",
  "convolutions by Winograd's filtering are exact for whole numbers",
  async () => {
    using backend = new BlasBackend({ algorithm: "winograd", threads: 2 });
    for (const test of convolutionCases()) await checkKernel(backend, test);
  },
);
