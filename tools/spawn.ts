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
  // A terminal sends Ctrl-C to the child as well: it decides when to stop.
  const onInterrupt = () => {
    if (!Deno.stdin.isTerminal()) child.kill("SIGINT");
  };
  const onTerminate = () => child.kill("SIGTERM");
  Deno.addSignalListener("SIGINT", onInterrupt);
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", onTerminate);
  }
  const { code } = await child.status;
  return code;
}
