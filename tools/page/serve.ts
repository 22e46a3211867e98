/** A web server for the page, on this machine alone. */

import { UserError } from "../../examples/shared/run.ts";

const HOST = "localhost";
/** What its files are. */
const TYPES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
  "page.js": "text/javascript; charset=utf-8",
  "worker.js": "text/javascript; charset=utf-8",
  "digits.bin": "application/octet-stream",
};

/** With these a page is isolated, and WebAssembly may have threads. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Refuses a port that cannot be had, before there is anything to serve. */
export function checkPort(port: number): void {
  try {
    Deno.listen({ hostname: HOST, port }).close();
  } catch (cause) {
    const isTaken = cause instanceof Deno.errors.AddrInUse;
    throw new UserError(
      `Cannot serve the page: expected --port to be free, received ${port}, which ${
        isTaken ? "another program has" : "programs may not take"
      } (0 takes a free one)`,
      { cause },
    );
  }
}

/** Serves the files of a folder until Ctrl-C. */
export async function serve(folder: string, port: number): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  const server = Deno.serve({
    ...{ hostname: HOST, port, signal: stop.signal },
    onListen: ({ port }) =>
      console.log(`http://localhost:${port}  (Ctrl-C ends it)`),
  }, async ({ url }) => {
    const name = new URL(url).pathname.slice(1) || "index.html";
    if (!Object.hasOwn(TYPES, name)) {
      return new Response("There is no such file.", { status: 404 });
    }
    const { readable } = await Deno.open(`${folder}/${name}`);
    const headers = { "Content-Type": TYPES[name], ...ISOLATION };
    return new Response(readable, { headers });
  });
  await server.finished;
  Deno.removeSignalListener("SIGINT", interrupt);
}
