/** Where in a model the program is: the layers at work, for paths, for errors, and for what is recorded. */

import { shorten } from "../config/errors.ts";

/** A layer, as far as it has a name. */
export interface Named {
  /** Its part of the path. */
  readonly name: string;
}

/** A layer at work, or a part of the training, and the place from which it was called. */
export interface Place {
  /** The layer, or the loss, the metric or the optimizer. */
  readonly owner: Named;
  /** Whether it is a layer, which is a part of the paths of weights. */
  readonly isLayer: boolean;
  /** What is around it. */
  readonly outer: Place | undefined;
}

let current: Place | undefined;
let goesBack = false;

/** Where the program is now; undefined where no layer is at work. */
export function currentPlace(): Place | undefined {
  return current;
}

/** Whether the program is on the way back through a tape. */
export function isOnTheWayBack(): boolean {
  return goesBack;
}

/** The layers at work, outermost first. */
export function atWork(): Named[] {
  return outwards(current).filter(({ isLayer }) => isLayer)
    .map(({ owner }) => owner).reverse();
}

/** The path of a place, `"vae/encoder/dense"`; empty where nothing is at work. */
export function pathOf(place: Place | undefined): string {
  const names = outwards(place).map(({ owner }) => owner.name);
  return shorten(names.reverse().join("/"));
}

function outwards(place: Place | undefined): Place[] {
  const places: Place[] = [];
  for (let at = place; at; at = at.outer) places.push(at);
  return places;
}

/** Runs `f` while `owner` is at work; what it throws says so. */
export function inside<T>(owner: Named, f: () => T): T {
  if (current?.owner === owner) return f();
  const place = { owner, isLayer: true, outer: current };
  return at(place, goesBack, f, "in layer");
}

/** Runs `f` for a part of the training that is no layer. */
export function under<T>(owner: Named, f: () => T): T {
  return at({ owner, isLayer: false, outer: current }, goesBack, f);
}

/** Runs the way back through what was recorded at a place; what it throws says so. */
export function onTheWayBack<T>(place: Place | undefined, f: () => T): T {
  return at(place, true, f, "in the gradient of");
}

/** Runs `f` at a place; what it throws says `where` that was, if that is given. */
function at<T>(
  place: Place | undefined,
  back: boolean,
  f: () => T,
  where?: string,
): T {
  const before = current, wentBack = goesBack;
  current = place;
  goesBack = back;
  try {
    return f();
  } catch (error) {
    throw place && where ? located(error, place, where) : error;
  } finally {
    current = before;
    goesBack = wentBack;
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
