/** The backend that is right, at the sizes of real models: it is slow there. */

import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { thorough } from "../helpers/thorough.ts";
import { realSizes } from "./real_sizes.ts";

realSizes("reference", () => new ReferenceBackend(), { ignore: !thorough() });
