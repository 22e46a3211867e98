/** Runs examples as their users do, on images of their own. */

import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { ROOT } from "./sources.ts";

/** What Deno is told to run an example, without its own arguments. */
export function exampleFlags(
  name: string,
  permissions: readonly string[] = [],
): string[] {
  return [
    "run",
    "--quiet",
    importMapFlag(offlineImports()),
    "--allow-read",
    "--allow-write",
    ...permissions,
    `examples/${name}/main.ts`,
  ];
}

/** What a run came to. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs Deno, or another command; `onLine` sees each line of its output, once it is whole, and may stop it. */
export async function runLines(
  args: readonly string[],
  onLine: (line: string, child: Deno.ChildProcess) => void = () => {},
  command: string = Deno.execPath(),
): Promise<Run> {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const err = new Response(child.stderr).text();
  let out = "", seen = 0;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    out += text;
    for (let end; (end = out.indexOf("\n", seen)) >= 0; seen = end + 1) {
      onLine(out.slice(seen, end), child);
    }
  }
  return { code: (await child.status).code, out, err: await err };
}

/** Runs a test with a folder that has images of waves in `images`, 96 of them to train and a few to test. */
export async function withImages(
  test: (folder: string) => Promise<void>,
  tested = 8,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/images`);
    for (const [part, n] of [["train", 96], ["t10k", tested]] as const) {
      const images = Uint8Array.from(
        { length: n * 28 * 28 },
        (_, i) => 128 + 127 * Math.sin(i * 0.37),
      );
      await write(`${part}-images-idx3-ubyte`, [n, 28, 28], images);
      await write(`${part}-labels-idx1-ubyte`, [n], new Uint8Array(n));
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }

  async function write(name: string, shape: number[], values: Uint8Array) {
    const file = new Uint8Array(4 + 4 * shape.length + values.length);
    const view = new DataView(file.buffer);
    view.setUint32(0, 0x0800 | shape.length);
    shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
    file.set(values, 4 + 4 * shape.length);
    await Deno.writeFile(`${folder}/images/${name}`, file);
  }
}
