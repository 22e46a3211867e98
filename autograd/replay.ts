/** How a function began, so that it can be run again as it ran: what variables held, which random numbers were drawn. */

import { ValueError } from "../config/errors.ts";
import { withoutTrace } from "./transaction.ts";

/** Numbers that were drawn from a stream: from which counter, and how many blocks. */
export interface Draw {
  readonly key: readonly [number, number];
  readonly counter: number;
  readonly blocks: number;
}

/** What something held at a time. */
export interface Held extends Disposable {
  /** Puts it back, and returns what takes that back. */
  restore(): () => void;
}

// What goes on, innermost last: beginnings being noted, and one run again for each that is not.
let open: (Beginning | Rerun)[] = [];

/** The draws of a run that are handed out again. */
class Rerun {
  readonly #draws: readonly Draw[];
  #drawn = 0;

  constructor(draws: readonly Draw[]) {
    this.#draws = draws;
  }

  next(blocks: number): Draw {
    const draw = this.#draws[this.#drawn++];
    if (draw?.blocks === blocks) return draw;
    throw new ValueError(
      `Cannot recompute: expected the function to draw the random numbers that it drew in the forward pass, received a draw of ${blocks} blocks in the place of ${
        draw?.blocks ?? "none"
      }`,
    );
  }
}

/** How a function began. */
export class Beginning implements Disposable {
  readonly #held = new Map<object, Held>();
  readonly #draws: Draw[] = [];

  /** Runs `f`, and notes how it begins. */
  note<T>(f: () => T): T {
    return during([...open, this], f);
  }

  /** Runs `f` again, as it ran when it was noted. What it changes is undone. */
  again<T>(f: () => T): T {
    const undo = [...this.#held.values()].map((held) => held.restore());
    try {
      return during(
        [...open, new Rerun(this.#draws)],
        () => withoutTrace(f),
      );
    } finally {
      for (const back of undo) back();
    }
  }

  /** Notes what something holds, the first time. */
  keep(owner: object, hold: () => Held): void {
    if (!this.#held.has(owner)) this.#held.set(owner, hold());
  }

  /** Notes a draw. */
  drew(draw: Draw): void {
    this.#draws.push(draw);
  }

  /** Frees what it holds. */
  [Symbol.dispose](): void {
    for (const held of this.#held.values()) held[Symbol.dispose]();
    this.#held.clear();
  }
}

function during<T>(now: typeof open, f: () => T): T {
  const before = open;
  open = now;
  try {
    return f();
  } finally {
    open = before;
  }
}

/** Runs what is not run again with the function around it: the making of weights. */
export function unnoted<T>(f: () => T): T {
  return open.length === 0 ? f() : during([], f);
}

/** Says that something is about to be read or changed. */
export function noteHeld(owner: object, hold: () => Held): void {
  if (open.length === 0) return;
  for (const beginning of noting()) beginning.keep(owner, hold);
}

/** The numbers to draw: those of the run that is repeated, or else those that the stream has next. */
export function drawn(blocks: number, next: () => Draw): Draw {
  if (open.length === 0) return next();
  const rerun = open.findLast((one) => one instanceof Rerun);
  const draw = rerun ? rerun.next(blocks) : next();
  for (const beginning of noting()) beginning.drew(draw);
  return draw;
}

/** Those that note: what is run again is no part of what is around it. */
function noting(): Beginning[] {
  const at = open.findLastIndex((one) => one instanceof Rerun);
  return open.slice(at + 1) as Beginning[];
}
