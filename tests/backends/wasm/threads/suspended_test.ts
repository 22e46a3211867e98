/** A process that was stopped for longer than threads are waited for. */

import { assertEquals } from "@std/assert";
import { ROOT } from "../../../helpers/sources.ts";

/** Milliseconds. */
const PATIENCE = 3000, STOPPED = 3500;
/** What the worker counts to: a small part of a second, so that it is still far from PATIENCE on a busy machine. */
const ROUNDS = 50_000_000;

/** Lets a process stand still for a while. */
function stop(child: Deno.ChildProcess): void {
  child.kill("SIGSTOP");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STOPPED);
  child.kill("SIGCONT");
}

Deno.test({
  name: "time in which the process was stopped does not count against a worker",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const program = new URL("tests/programs/waiting_pool.ts", ROOT).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", program, `${PATIENCE}`, `${ROUNDS}`],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const lines: string[] = [];
    const text = child.stdout.pipeThrough(new TextDecoderStream());
    for await (const part of text) {
      if (lines.length === 0) stop(child);
      lines.push(part);
    }
    const { code } = await child.status;
    const errors = await new Response(child.stderr).text();
    assertEquals([lines.join(""), code, errors], [
      `waiting\n${ROUNDS}\n`,
      0,
      "",
    ]);
  },
});
