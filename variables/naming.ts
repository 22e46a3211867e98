/** Names of layers and paths of their variables, as Keras makes them. */

import { located } from "./located.ts";
import { snakeName } from "../config/serialization.ts";

const counts = new Map<string, number>();

/**
 * The name of the next layer of a class that is given none: `conv2d_transpose`, then `conv2d_transpose_1`, ...
 */
export function defaultName(className: string): string {
  const name = snakeName(className);
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/** Something that gives the variables made while it is at work their path. */
export interface Named {
  /** Its part of the path. */
  readonly name: string;
}

// Outermost first.
const open: Named[] = [];

/** Those at work now, outermost first. */
export function atWork(): readonly Named[] {
  return open;
}

/** Runs `f` while `owner` is at work; what it throws says so. */
export function inside<T>(owner: Named, f: () => T): T {
  if (open.at(-1) === owner) return f();
  open.push(owner);
  try {
    return f();
  } catch (error) {
    throw located(error, open.map(({ name }) => name));
  } finally {
    open.pop();
  }
}
