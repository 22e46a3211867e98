/** What an optimizer keeps for each variable that it trains. */

import { full } from "../../autograd/create.ts";
import { Scope } from "../../autograd/scope.ts";
import { Variable } from "../../layers/variable.ts";

/** Variables of an optimizer's own, by name and by the variable that they belong to. */
export class Slots implements Disposable {
  readonly #of = new Map<string, Map<Variable, Variable>>();
  readonly #kinds = new Map<Variable, string>();

  /** All of them, in the order in which they were made. */
  get all(): Variable[] {
    return [...this.#kinds.keys()];
  }

  /** Makes slots of these names for each variable, filled with `start`; `owner` begins their paths. */
  add(
    owner: string,
    variables: readonly Variable[],
    names: readonly string[],
    start = 0,
  ): void {
    using _scope = new Scope();
    for (const variable of variables) {
      for (const name of names) {
        const of = this.#of.get(name) ?? new Map<Variable, Variable>();
        this.#of.set(name, of);
        const own = `${variable.path.replaceAll("/", "_")}_${name}`;
        const first = full(variable.shape, start, variable.value.backend);
        const slot = new Variable(first, {
          name: own,
          path: `${owner}/${own}`,
          trainable: false,
        });
        of.set(variable, slot);
        this.#kinds.set(slot, name);
      }
    }
  }

  /** The slot of this name that belongs to a variable. */
  get(name: string, variable: Variable): Variable {
    const slot = this.#of.get(name)?.get(variable);
    if (slot) return slot;
    throw new ReferenceError(
      `Cannot find slot "${name}" of variable "${variable.path}": expected it to be made in build`,
    );
  }

  /** The name under which `get` finds a slot. */
  kindOf(slot: Variable): string {
    return this.#kinds.get(slot) ?? slot.name;
  }

  /** Frees them. */
  [Symbol.dispose](): void {
    for (const slot of this.all) slot[Symbol.dispose]();
    this.#kinds.clear();
    this.#of.clear();
  }
}
