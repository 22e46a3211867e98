/** The kept faults, room by room. */

import type { Fault } from "../fault.ts";
import { autograd } from "./autograd.ts";
import { blas } from "./blas.ts";
import { config } from "./config.ts";
import { data } from "./data.ts";
import { distributed } from "./distributed.ts";
import { examples } from "./examples.ts";
import { fusing } from "./fusing.ts";
import { in_vain } from "./in_vain.ts";
import { layer_checks } from "./layer_checks.ts";
import { layers } from "./layers.ts";
import { looking_on } from "./looking_on.ts";
import { numbers } from "./numbers.ts";
import { pictures } from "./pictures.ts";
import { rare_files } from "./rare_files.ts";
import { saving } from "./saving.ts";
import { seldom } from "./seldom.ts";
import { shared_backends } from "./shared_backends.ts";
import { signatures } from "./signatures.ts";
import { surface } from "./surface.ts";
import { tapes } from "./tapes.ts";
import { training } from "./training.ts";
import { volumes } from "./volumes.ts";
import { wasm_caches } from "./wasm_caches.ts";
import { wasm_convolutions } from "./wasm_convolutions.ts";
import { wasm_functions } from "./wasm_functions.ts";
import { wasm_products } from "./wasm_products.ts";
import { wasm_reductions } from "./wasm_reductions.ts";
import { wasm_threads } from "./wasm_threads.ts";
import { webgpu } from "./webgpu.ts";

/** All of them. */
export const faults: readonly Fault[] = [
  ...wasm_products,
  ...volumes,
  ...wasm_convolutions,
  ...wasm_functions,
  ...wasm_reductions,
  ...wasm_caches,
  ...wasm_threads,
  ...webgpu,
  ...blas,
  ...shared_backends,
  ...fusing,
  ...looking_on,
  ...signatures,
  ...autograd,
  ...tapes,
  ...surface,
  ...numbers,
  ...layers,
  ...layer_checks,
  ...training,
  ...distributed,
  ...data,
  ...pictures,
  ...saving,
  ...config,
  ...examples,
  ...seldom,
  ...rare_files,
  ...in_vain,
];
