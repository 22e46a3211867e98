/** Starts the Deno that runs us anew, and waits for it. */

/** Runs Deno with `args` from the root of the repository; resolves to its exit code. */
export async function spawn(args: readonly string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: `${import.meta.dirname}/..`,
    stdin: "inherit",
    stdout: "inherit",
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
  const { code } = await child.status;
  return code;
}
