/** Where in a model the program is: the layers at work, for paths, for errors, and for what is recorded. */

import { shorten } from "../config/errors.ts";

/** A layer, as far as it has a name. */
export interface Named {
  /** Its part of the path. */
  readonly name: string;
}

/** A layer at work, and the place from which it was called. */
export interface Place {
  /** The layer. */
  readonly owner: Named;
  /** What is around it. */
  readonly outer: Place | undefined;
}

let current: Place | undefined;

/** Where the program is now; undefined where no layer is at work. */
export function currentPlace(): Place | undefined {
  return current;
}

/** Those at work, outermost first: now, or at a place. */
export function atWork(place: Place | undefined = current): Named[] {
  const owners: Named[] = [];
  for (let at = place; at; at = at.outer) owners.push(at.owner);
  return owners.reverse();
}

/** The path of a place, `"vae/encoder/dense"`; empty where no layer is at work. */
export function pathOf(place: Place | undefined): string {
  return shorten(atWork(place).map(({ name }) => name).join("/"));
}

/** Runs `f` while `owner` is at work; what it throws says so. */
export function inside<T>(owner: Named, f: () => T): T {
  if (current?.owner === owner) return f();
  return at({ owner, outer: current }, "in layer", f);
}

/** Runs the way back through what was recorded at a place; what it throws says so. */
export function onTheWayBack<T>(place: Place | undefined, f: () => T): T {
  return place === current ? f() : at(place, "in the gradient of", f);
}

function at<T>(place: Place | undefined, where: string, f: () => T): T {
  const before = current;
  current = place;
  try {
    return f();
  } catch (error) {
    throw place ? located(error, place, where) : error;
  } finally {
    current = before;
  }
}

// Those that say it, so that the layers around add nothing.
const said = new WeakSet<Error>();

/**
 * The error itself, its class and its cause as they were. Where its message names the innermost layer it has the path of
 * that instead, `Cannot apply Dense "vae/dense"`; else the path is added to it.
 */
function located(error: unknown, place: Place, where: string): unknown {
  if (!(error instanceof Error) || said.has(error)) return error;
  said.add(error);
  const { message, stack } = error;
  const name = `"${shorten(place.owner.name)}"`, path = `"${pathOf(place)}"`;
  const more = message.includes(name)
    ? message.replace(name, () => path)
    : `${message} (${where} ${path})`;
  try {
    error.message = more;
    // It was written down when the error was made, and is what an uncaught one shows.
    error.stack = stack?.replace(message, () => more);
  } catch {
    // An error of another kind, whose message cannot be changed.
  }
  return error;
}
