/** Which line of a program asked for a kernel, for errors that come long after that line has run. */

/** Stack frames that are kept: nested layers call ops from deep down. */
const MOST_FRAMES = 100;
/** The root of the library, as stacks name it. */
const ROOT = new URL("../", import.meta.url).href;
const ROOMS =
  /^(?:config|backends|autograd|variables|layers|training|models|data)\/|^mod\.ts\b/;
const BUILT_IN = /^(?:<anonymous>$|native|ext:|node:)/;

/** The current stack, which is turned into text only if it is asked for. */
export function captureCalls(): Error {
  const limit = Reflect.get(Error, "stackTraceLimit");
  Reflect.set(Error, "stackTraceLimit", MOST_FRAMES);
  const calls = new Error();
  Reflect.set(Error, "stackTraceLimit", limit);
  return calls;
}

/** The function of the library that was called, and the line that called it: `"conv2d at file:///model.ts:12:5"`. */
export function originOf({ stack = "" }: Error): string | undefined {
  const frames = stack.split("\n")
    // Frames of the engine, such as those of `map`, have no file.
    .filter((line) => /^\s+at /.test(line) && !BUILT_IN.test(urlOf(line)));
  const place = frames.findIndex((frame) => !isOurs(urlOf(frame)));
  if (place < 0) return undefined;
  const line = urlOf(frames[place]);
  return place === 0 ? line : `${functionOf(frames[place - 1])} at ${line}`;
}

function urlOf(frame: string): string {
  return frame.match(/\((.*)\)$/)?.[1] ??
    frame.replace(/^\s+at (?:async )?/, "");
}

function functionOf(frame: string): string {
  const name = frame.match(/^\s+at (?:async )?(.*?) \(/)?.[1] ?? "a call";
  return name.replace(/^(?:Module|Object)\./, "").replace(/ \[as .*\]$/, "");
}

function isOurs(url: string): boolean {
  return url.startsWith(ROOT) && ROOMS.test(url.slice(ROOT.length));
}
