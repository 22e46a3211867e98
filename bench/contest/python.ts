/** A Python that has what a peer needs. */

import { Cannot } from "./peer.ts";

/** A program and its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** Names a Python to be used. */
const VARIABLE = "DECOGRAD_PYTHON";

/** What a peer imports, and what it is called. */
const MODULES = { torch: "PyTorch", tensorflow: "TensorFlow" };

const found = new Map<string, Promise<string>>();

/** The Python that `DECOGRAD_PYTHON` names, or the first on the PATH, if it has a module. */
export function pythonWith(module: keyof typeof MODULES): Promise<string> {
  const python = found.get(module) ?? find(module);
  found.set(module, python);
  return python;
}

async function find(module: keyof typeof MODULES): Promise<string> {
  const told = Deno.env.get(VARIABLE);
  for (const python of told ? [told] : ["python3", "python"]) {
    if (await has(module, python)) return python;
  }
  throw new Cannot(
    `no Python with ${MODULES[module]} (${VARIABLE} may name one)`,
  );
}

async function has(module: string, command: string): Promise<boolean> {
  try {
    const args = ["-c", `import ${module}, numpy`];
    const options = { args, stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, options).output()).success;
  } catch {
    return false;
  }
}

/** How to start PyTorch as a peer. */
export async function torchCommand(threads: string): Promise<Program> {
  const script = `${import.meta.dirname}/../peers/torch_peer.py`;
  return { command: await pythonWith("torch"), args: [script, threads] };
}
