/** Starts threads from source text, without a file and without a permission. */

import { isNodeLike, nodeModule } from "./node.ts";
import { uninterrupted } from "./uninterrupted.ts";

/** A thread that has been asked to start. */
export interface Started {
  /** Ends it, whatever it is doing. */
  terminate(): void;
}

/** What is used of `node:worker_threads`. */
interface NodeWorkers {
  readonly Worker: new (
    source: string,
    options: {
      eval: true;
      workerData: unknown;
      env: Readonly<Record<string, string>>;
    },
  ) => {
    unref(): void;
    on(event: "error", listener: (error: unknown) => void): void;
    terminate(): Promise<unknown>;
  };
}

/** Whether threads can be started and share a memory here: not on a web page that is not isolated from others. */
export function canShare(): boolean {
  return typeof SharedArrayBuffer === "function" &&
    (isNodeLike() || typeof Worker === "function");
}

/**
 * Starts a thread, which runs the statement that `call` makes of the name of the data. In Deno and Node it is one of
 * `node:worker_threads`, since only these can be told not to keep the process alive; on a web page it comes from a Blob.
 */
export function startWorker(
  call: (data: string) => string,
  data: unknown,
  onError: (error: unknown) => void,
): Started {
  // Deno loads what it has of Node on first use, and runs microtasks while it does.
  return uninterrupted(() => started(call, data, onError));
}

function started(
  call: (data: string) => string,
  data: unknown,
  onError: (error: unknown) => void,
): Started {
  const node = nodeModule<NodeWorkers>("node:worker_threads");
  if (node) {
    const worker = new node.Worker(
      call('require("node:worker_threads").workerData'),
      // An environment of its own: to copy ours, Deno would ask the user at a terminal for leave.
      { eval: true, workerData: data, env: {} },
    );
    worker.on("error", onError);
    worker.unref();
    return { terminate: () => void worker.terminate() };
  }
  const text = `onmessage = (event) => { ${call("event.data")} close(); }`;
  const url = URL.createObjectURL(
    new Blob([text], { type: "text/javascript" }),
  );
  const worker = new Worker(url, { type: "module" });
  URL.revokeObjectURL(url);
  worker.onerror = (event) => {
    event.preventDefault();
    onError(event.message);
  };
  worker.postMessage(data);
  return worker;
}
