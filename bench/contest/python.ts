/** A Python that has PyTorch. */

import { Cannot } from "./peer.ts";

/** A program and its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** Names a Python to be used. */
const VARIABLE = "DECOGRAD_PYTHON";

let found: Promise<string> | undefined;

/** The Python that `DECOGRAD_PYTHON` names, or the first on the PATH that has PyTorch. */
export function pythonWithTorch(): Promise<string> {
  return found ??= find();
}

async function find(): Promise<string> {
  const told = Deno.env.get(VARIABLE);
  for (const python of told ? [told] : ["python3", "python"]) {
    if (await hasTorch(python)) return python;
  }
  throw new Cannot(`no Python with PyTorch (${VARIABLE} may name one)`);
}

async function hasTorch(command: string): Promise<boolean> {
  try {
    const args = ["-c", "import torch, numpy"];
    const options = { args, stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, options).output()).success;
  } catch {
    return false;
  }
}

/** How to start PyTorch as a peer. */
export async function torchCommand(threads: string): Promise<Program> {
  const script = `${import.meta.dirname}/../peers/torch_peer.py`;
  return { command: await pythonWithTorch(), args: [script, threads] };
}
