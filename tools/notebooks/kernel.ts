/** Deno's kernel for notebooks, by way of Jupyter's own client in Python. */

import type { Message } from "./outputs.ts";

/** Where a Python with Jupyter's client may be: another than Debian's may stand before it. */
const PYTHONS = ["/usr/bin/python3", "python3"];

/** The Python that has Jupyter's client, or null: on Debian it is the package python3-jupyter-client. One that may not be run is none. */
export async function findPython(): Promise<string | null> {
  for (const command of PYTHONS) {
    const { state } = await Deno.permissions.query({ name: "run", command });
    if (state !== "granted") continue;
    try {
      const { success } = await new Deno.Command(command, {
        args: ["-c", "import jupyter_client"],
        ...{ stdout: "null", stderr: "null" },
      }).output();
      if (success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

/** A kernel that runs; it ends with its disposal. */
export class Kernel implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #cells: WritableStreamDefaultWriter<Uint8Array>;
  readonly #messages: AsyncGenerator<Message>;
  readonly #folder: string;

  private constructor(child: Deno.ChildProcess, folder: string) {
    this.#child = child;
    this.#cells = child.stdin.getWriter();
    this.#messages = messagesIn(child.stdout);
    this.#folder = folder;
  }

  /** Starts the Deno that runs us as a kernel, whose cells are in `folder`. */
  static async start(python: string, folder: URL): Promise<Kernel> {
    const jupyter = await Deno.makeTempDir();
    await Deno.mkdir(`${jupyter}/kernels/deno`, { recursive: true });
    const argv = [Deno.execPath(), "jupyter", "--kernel", "--conn"];
    await Deno.writeTextFile(
      `${jupyter}/kernels/deno/kernel.json`,
      JSON.stringify({
        argv: [...argv, "{connection_file}"],
        ...{ display_name: "Deno", language: "typescript" },
      }),
    );
    const session = new URL("session.py", import.meta.url).pathname;
    const child = new Deno.Command(python, {
      args: [session, folder.pathname],
      env: { JUPYTER_PATH: jupyter },
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    return new Kernel(child, jupyter);
  }

  /**
   * Runs a cell; resolves to what the kernel sent. The cell is stopped, as the button of a notebook does it, when the kernel
   * sends `stopAt`.
   *
   * @throws {Error} if the kernel ends.
   */
  async run(code: string, stopAt?: string): Promise<Message[]> {
    const line = `${JSON.stringify({ code, stopAt })}\n`;
    await this.#cells.write(new TextEncoder().encode(line));
    const messages: Message[] = [];
    while (true) {
      const { value } = await this.#messages.next();
      if (!value || value.type === "dead") {
        const told = value?.content.text ?? "nothing is known of it";
        throw new Error(`The kernel ended in the cell\n${code}\n${told}`);
      }
      if (value.type === "over") return messages;
      messages.push(value);
    }
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cells.close();
    while (!(await this.#messages.next()).done);
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function* messagesIn(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Message> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const all = (rest + text).split("\n");
    rest = all.pop()!;
    for (const line of all) yield JSON.parse(line);
  }
}
