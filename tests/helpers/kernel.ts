/** Tests in Deno's kernel for notebooks, where this machine has Jupyter's client. */

import { findPython, Kernel } from "../../tools/notebooks/kernel.ts";
import { NOTEBOOKS } from "../../tools/notebooks/main.ts";
import type { Message } from "../../tools/notebooks/outputs.ts";
import { isRequired } from "./required.ts";

const python = await findPython();

/** A test in a kernel of its own, whose cells lie beside the notebooks; `DECOGRAD_REQUIRE_JUPYTER=1` lets none be left out. */
export function kernelTest(
  name: string,
  test: (kernel: Kernel) => Promise<void>,
): void {
  jupyterTest(name, async () => {
    await using kernel = await Kernel.start(python ?? "python3", NOTEBOOKS);
    await test(kernel);
  });
}

/** A test that needs Jupyter's client. */
export function jupyterTest(name: string, test: () => Promise<void>): void {
  const ignore = python === null && !isRequired("jupyter");
  Deno.test(ignore ? `${name} (no jupyter_client)` : name, { ignore }, test);
}

/** What a cell has shown as text: all of it. */
export function textOf(messages: readonly Message[]): string {
  return messages.map(({ type, content }) => {
    if (type === "error") throw new Error(content.traceback?.join("\n"));
    return content.text ?? content.data?.["text/plain"] ?? "";
  }).join("\n");
}
