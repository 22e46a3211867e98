/** Starts the Deno that runs us anew, and waits for it. */

/** How Deno is run. */
interface SpawnOptions {
  /** What it prints goes through this. */
  readonly filter?: TransformStream<string, string>;
  /** What its environment has beside ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Deno with `args` from the root of the repository. Resolves to its exit code. */
export async function spawn(
  args: readonly string[],
  { filter, env }: SpawnOptions = {},
): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: `${import.meta.dirname}/..`,
    stdin: "inherit",
    stdout: filter ? "piped" : "inherit",
    env: { ...env, ...filter && isColoured() ? { FORCE_COLOR: "1" } : {} },
    stderr: "inherit",
  }).spawn();
  // A terminal sends these to the child as well, which decides when to stop. (One that has closed is none any more.)
  const atTerminal = Deno.stdin.isTerminal();
  const handOn = (signal: Deno.Signal): void => {
    if (!atTerminal || signal === "SIGTERM") child.kill(signal);
  };
  // Who has ended takes no more.
  const ended = child.status.finally(listen(handOn));
  if (filter) {
    await child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(filter).pipeThrough(new TextEncoderStream())
      .pipeTo(Deno.stdout.writable, { preventClose: true });
  }
  const { code } = await ended;
  return code;
}

/** Calls `handOn` with each signal that says to stop; what ends that. */
function listen(handOn: (signal: Deno.Signal) => void): () => void {
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGHUP", "SIGTERM"];
  const ends = signals.map((signal) => {
    const listener = (): void => handOn(signal);
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => ends.forEach((end) => end());
}

/** Whether a terminal shows it, in colours; Deno sees a pipe. */
function isColoured(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}
