/** Starts the Deno that runs us anew, and waits for it. */

/** Runs Deno with `args` from the root of the repository; what it prints goes through `filter`. Resolves to its exit code. */
export async function spawn(
  args: readonly string[],
  filter?: TransformStream<string, string>,
): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: `${import.meta.dirname}/..`,
    stdin: "inherit",
    stdout: filter ? "piped" : "inherit",
    env: filter && isColoured() ? { FORCE_COLOR: "1" } : {},
    stderr: "inherit",
  }).spawn();
  // A terminal sends these to the child as well, which decides when to stop. (One that has closed is none any more.)
  const atTerminal = Deno.stdin.isTerminal();
  const handOn = (signal: Deno.Signal) => {
    if (!atTerminal) child.kill(signal);
  };
  Deno.addSignalListener("SIGINT", () => handOn("SIGINT"));
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGHUP", () => handOn("SIGHUP"));
    Deno.addSignalListener("SIGTERM", () => child.kill("SIGTERM"));
  }
  if (filter) {
    await child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(filter).pipeThrough(new TextEncoderStream())
      .pipeTo(Deno.stdout.writable, { preventClose: true });
  }
  const { code } = await child.status;
  return code;
}

/** Whether a terminal shows it, in colours; Deno sees a pipe. */
function isColoured(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}
