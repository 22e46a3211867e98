/** What an optimizer keeps for each variable that it trains. */

import { full } from "../../../autograd/create.ts";
import { Scope } from "../../../autograd/scope.ts";
import { noteChange, transact } from "../../../autograd/transaction.ts";
import { Variable } from "../../../variables/variable.ts";

/** The kind of the slots in which gradients are accumulated. */
export const ACCUMULATOR = "gradient_accumulator";

/** A variable of an optimizer's own that belongs to one that it trains. */
export class Slot extends Variable {
  /** What it is, such as "momentum". */
  readonly kind: string;
  readonly #of: Variable;

  /** Makes a slot of a kind for a variable, filled with `start`; `owner` begins its path. */
  constructor(owner: string, variable: Variable, kind: string, start: number) {
    using _scope = new Scope();
    const name = `${variable.path.replaceAll("/", "_")}_${kind}`;
    super(full(variable.shape, start, variable.value.backend), {
      ...{ name, path: `${owner}/${name}`, trainable: false },
    });
    this.kind = kind;
    this.#of = variable;
  }

  /** The variable that it is for. */
  get of(): Variable {
    return this.#of;
  }
}

/** An optimizer's slots. */
export class Slots implements Disposable {
  /** Each variable, and behind it what is kept for it. */
  readonly #held = new Map<Variable, readonly [Variable, ...Slot[]]>();
  readonly #all: Slot[] = [];
  #variables: readonly Variable[] | null = null;

  /** The variables that they are for; null before `make`. */
  get variables(): readonly Variable[] | null {
    return this.#variables;
  }

  /** All of them, in the order in which they were made. */
  get all(): readonly Slot[] {
    return this.#all;
  }

  /** Makes slots of these kinds, filled with a number, for each variable; none if that fails, or the step it is part of. */
  make(
    owner: string,
    variables: readonly Variable[],
    kinds: readonly (readonly [kinds: readonly string[], start: number])[],
  ): void {
    transact(() => {
      this.#variables = [...variables];
      noteChange(null, { undone: () => this[Symbol.dispose]() });
      for (const [names, start] of kinds) {
        for (const variable of variables) {
          for (const kind of names) {
            const slot = new Slot(owner, variable, kind, start);
            this.#held.set(variable, [...this.held(variable), slot]);
            this.#all.push(slot);
          }
        }
      }
      variables[0]?.value.backend.flush(); // filling them is no part of the first step
    });
  }

  /** A variable, and those that belong to it, in the order in which they were made. */
  held(variable: Variable): readonly [Variable, ...Slot[]] {
    return this.#held.get(variable) ?? [variable];
  }

  /** Frees them, and forgets what they were for. */
  [Symbol.dispose](): void {
    this.#variables = null;
    for (const slot of this.#all) slot[Symbol.dispose]();
    this.#all.length = 0;
    this.#held.clear();
  }
}
