/** Runs programs in a process of their own, where nobody is asked for a permission. */

import { assertEquals } from "@std/assert";
import { ROOT } from "./sources.ts";

/**
 * What Deno prints with these flags, run from the root of the repository on a program that is given as text; or, where
 * there is no text, on the one that the flags name. It has to end well, and without a word to stderr.
 */
export async function runProgram(
  flags: readonly string[],
  source?: string,
): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", ...flags],
      ...source === undefined ? [] : ["-"],
    ],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  assertEquals([code, err], [0, ""]);
  return out;
}
