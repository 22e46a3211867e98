/** Scopes: who frees what was made while they were open. */

import { checkArgumentCount } from "../config/options.ts";
import { quote } from "../config/errors.ts";
import { afterThis } from "../config/uninterrupted.ts";
import { Owned } from "./owned.ts";

/** How what a scope owned is told that no scope will free it, if it wants to know. */
export const LEFT_SCOPES: unique symbol = Symbol("left scopes");

/** A method of scopes for this library alone. */
export const HAND_OVER: unique symbol = Symbol("hand over");

let current: Scope | undefined;
// Counts how often synchronous code that opened scopes has given up control; microtasks run when it has.
let turn = 0;
let isWatching = false;

/** The innermost open scope. */
export function currentScope(): Scope | undefined {
  return current;
}

/**
 * Owns the tensors made while it is open and frees them when it closes, but for those that `keep` hands on.
 *
 * A scope must not span an `await`: other code would run inside it. It notices, and then throws at the next tensor made
 * inside it and when it closes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * function norm(x: dg.Tensor): dg.Tensor {
 *   using scope = new dg.Scope();
 *   return scope.keep(x.square().sum().sqrt()); // the squares and their sum are freed
 * }
 * assertEquals(await norm(dg.tensor([3, 4])).item(), 5);
 * ```
 *
 * @category Tensors
 */
export class Scope implements Disposable {
  readonly #outer: Scope | undefined = current;
  readonly #owned = new Owned();
  readonly #turn: number = turn;
  #open = true;
  #complained = false;

  /** Opens a scope inside the current one. */
  constructor() {
    checkArgumentCount("make a Scope", arguments, 0);
    current = this;
    if (isWatching) return;
    isWatching = true;
    afterThis(nextTurn);
  }

  /** Takes over one ownership of a resource. */
  adopt(resource: Disposable): void {
    if (this.#turn !== turn) {
      tellLeft(resource);
      throw this.#complain();
    }
    this.#owned.add(resource);
  }

  /** Whether it is this scope that will free a resource. */
  owns(resource: Disposable): boolean {
    return this.#owned.has(resource);
  }

  /** Leaves it to the caller to free a resource; whether this scope would have done it. */
  [HAND_OVER](resource: Disposable): boolean {
    return this.#owned.delete(resource);
  }

  /**
   * Gives a resource up to the surrounding scope, or to the caller where there is none.
   *
   * @throws {TypeError} if it is nothing that can be disposed, such as an array of tensors.
   */
  keep<T extends Disposable>(resource: T): T {
    checkArgumentCount("keep", arguments, 1);
    if (typeof resource?.[Symbol.dispose] !== "function") {
      throw new TypeError(
        `Cannot keep: expected one tensor, or another resource that can be disposed, received ${
          quote(resource)
        }`,
      );
    }
    if (!this.#owned.delete(resource)) return resource;
    if (this.#outer) this.#outer.adopt(resource);
    else tellLeft(resource);
    return resource;
  }

  /** Closes the scope without freeing anything: what it owned is the caller's now. */
  release(): Disposable[] {
    this.#close();
    const all = this.#owned.takeAll();
    all.forEach(tellLeft);
    return all;
  }

  /** Closes the scope and frees what it still owns. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#close();
    for (const resource of this.#owned.takeAll()) resource[Symbol.dispose]();
    if (this.#turn !== turn && !this.#complained) throw this.#complain();
  }

  /** What it owns, and what those around it own. */
  ownedOutwards(): Disposable[] {
    return [...this.#owned.all, ...this.#outer?.ownedOutwards() ?? []];
  }

  #complain(): Error {
    this.#complained = true;
    return new Error(
      "Cannot use a scope across an await: expected it to close in the synchronous code that opened it, received control back while it was open",
    );
  }

  #close(): void {
    this.#open = false;
    // Scopes close innermost first, unless one of them was left open across an await.
    if (current === this) current = this.#outer;
    while (current && !current.#open) current = current.#outer;
  }
}

function nextTurn(): void {
  isWatching = false;
  turn++;
}

/** Every resource that open scopes own, from the innermost scope outwards. */
export function ownedByScopes(): Disposable[] {
  return current?.ownedOutwards() ?? [];
}

/**
 * Runs `f` in a scope of its own, and keeps what it returns. Not by `using`: esbuild before 0.28.1, which `deno bundle` has
 * in it, loses a declaration whose name is used just once, right behind it.
 */
export function scoped<T extends Disposable>(f: () => T): T {
  const scope = new Scope();
  try {
    return scope.keep(f());
  } finally {
    scope[Symbol.dispose]();
  }
}

/** Runs `f` as if no scope were open: what it makes belongs to the caller alone. */
export function outsideScopes<T>(f: () => T): T {
  const saved = current;
  current = undefined;
  try {
    return f();
  } finally {
    // Those that `f` left open are forgotten, with what they own.
    ownedByScopes().forEach(tellLeft);
    current = saved;
  }
}

function tellLeft(resource: Disposable & { [LEFT_SCOPES]?(): void }): void {
  resource[LEFT_SCOPES]?.();
}
