/** The conformance suite on the graphics card. */

import { openBackend } from "../../backends/mod.ts";
import { missingWebGPU } from "../helpers/webgpu.ts";
import { conformance } from "./conformance.ts";

conformance(
  missingWebGPU === undefined ? "webgpu" : `webgpu (${missingWebGPU})`,
  () => openBackend("webgpu"),
  { ignore: missingWebGPU !== undefined },
);
