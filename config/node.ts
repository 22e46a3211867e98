/** What Node has built in. */

/** Node's own object, of which this is used; Deno and Bun have it too, browsers do not. */
interface Process {
  readonly platform: string;
  readonly pid: number;
  getBuiltinModule(name: string): unknown;
  on(signal: "SIGINT", listener: () => void): unknown;
  off(signal: "SIGINT", listener: () => void): unknown;
}

/** Whether this is Node, Deno or Bun; asking no more than that, since Deno loads what is asked for. */
export function isNodeLike(): boolean {
  return "process" in globalThis;
}

/** The process; undefined on a page. */
export function nodeProcess(): Process | undefined {
  return (globalThis as { process?: Process }).process;
}

/** A module that Node has built in; undefined on a page, where nothing can be imported that bundlers would not look for. */
export function nodeModule<Module>(name: `node:${string}`): Module | undefined {
  return nodeProcess()?.getBuiltinModule?.(name) as Module | undefined;
}
