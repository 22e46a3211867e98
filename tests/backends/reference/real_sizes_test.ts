/** The backend that is right, at the sizes of real models: it is slow there, and has one way for all sizes. */

import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("reference", {
  ignore: !thorough(),
  takes: ({ isSlow = false }) => !isSlow,
});
