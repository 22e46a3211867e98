/** Runs programs at a terminal, where Deno asks; into pipes and under `deno test` it never does. */

import { ROOT } from "./sources.ts";

/** What a program did at a terminal. */
export interface Session {
  /** Its exit code; not 0 where it was stopped because it asked. */
  readonly code: number;
  /** All that the terminal showed. */
  readonly shown: string;
  /** Whether Deno asked for a permission. */
  readonly asked: boolean;
  /** The permissions that were needed, granted or not. */
  readonly needed: readonly string[];
}

/** Why there is no terminal to be had, or undefined if there is one. */
export const missingTerminal: string | undefined = await findMissing();

async function findMissing(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") {
    return "script of util-linux is for Linux alone";
  }
  const descriptor = { name: "run", command: "script" } as const;
  const { state } = await Deno.permissions.query(descriptor);
  if (state !== "granted") return "script may not be run";
  try {
    const args = ["--version"];
    const { success } = await new Deno.Command("script", { args }).output();
    return success ? undefined : "script does not work";
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Runs Deno with `args` from the root of the repository, at a terminal of its own, with as many columns as given, and
 * stops it where it asks.
 */
export async function runAtTerminal(
  args: string[],
  columns?: number,
): Promise<Session> {
  const audit = await Deno.makeTempFile();
  const program = [Deno.execPath(), ...args].map(quoted).join(" ");
  const command = columns === undefined
    ? program
    : `stty cols ${columns} && ${program}`;
  try {
    const child = new Deno.Command("script", {
      args: ["-qec", command, "/dev/null"],
      cwd: ROOT,
      env: { DENO_AUDIT_PERMISSIONS: audit, NO_COLOR: "1", SHELL: "/bin/sh" },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let shown = "", asked = false;
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      shown += text;
      if (asked || !/Deno requests|Allow\?/.test(shown)) continue;
      asked = true;
      child.kill("SIGTERM");
    }
    const { code } = await child.status;
    return {
      code,
      shown,
      asked,
      needed: neededIn(await Deno.readTextFile(audit)),
    };
  } finally {
    await Deno.remove(audit);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function neededIn(audit: string): string[] {
  return audit.split("\n").filter((line) => line !== "").map((line) => {
    const { permission, value } = JSON.parse(line);
    return value === null ? permission : `${permission} ${value}`;
  });
}
