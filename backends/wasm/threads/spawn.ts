/** Starts workers from source text, without a file and without a permission. */

import { isNodeLike, nodeModule } from "../../../config/node.ts";
import { uninterrupted } from "../../../config/uninterrupted.ts";
import type { Natives } from "../natives.ts";
import { type WorkerData, workerMain } from "./worker.ts";

/** A worker that has been asked to start. */
export interface Spawned {
  /** Ends it, whatever it is doing. */
  terminate(): void;
}

/** What is used of `node:worker_threads`. */
interface NodeWorkers {
  readonly Worker: new (
    source: string,
    options: {
      eval: true;
      workerData: WorkerData;
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
 * Starts a worker. In Deno and Node it is one of `node:worker_threads`, since only these can be told not to keep the
 * process alive; on a web page it comes from a Blob.
 */
export function spawn(
  data: WorkerData,
  onError: (error: unknown) => void,
  makeNatives?: Natives["make"],
): Spawned {
  // Deno loads what it has of Node on first use, and runs microtasks while it does.
  return uninterrupted(() => started(data, onError, makeNatives));
}

function started(
  data: WorkerData,
  onError: (error: unknown) => void,
  makeNatives: Natives["make"] | undefined,
): Spawned {
  const call = (data: string): string =>
    `(${workerMain})(${data}, ${makeNatives});`;
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
