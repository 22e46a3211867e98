/** What a pack runs. */

import { start } from "../benchmark.ts";
import { webgpu } from "../runs/webgpu.ts";

Deno.exit(await start(webgpu, Deno.args));
