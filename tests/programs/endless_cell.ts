/** Runs a cell that has no end, which makes a file when it begins: its path is the argument. */

import { findPython, Kernel } from "../../tools/notebooks/kernel.ts";
import { NOTEBOOKS } from "../../tools/notebooks/main.ts";

const kernel = await Kernel.start((await findPython())!, NOTEBOOKS);
const path = JSON.stringify(Deno.args[0]);
await kernel.run(`Deno.writeTextFileSync(${path}, ""); while (true);`);
