/** A web server for the page, on this machine alone. */

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

/** Serves the files of a folder until Ctrl-C. */
export async function serve(folder: string, port: number): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  const server = Deno.serve({
    ...{ hostname: "localhost", port, signal: stop.signal },
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
