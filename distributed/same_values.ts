/** Whether all processes are about to train the same values, which are numbers. */

import { ValueError } from "../config/errors.ts";
import { Tensor } from "../autograd/tensor.ts";
import type { Variable } from "../variables/variable.ts";
import { copyOf, elementsNow, type HostElements } from "./elements.ts";
import type { Group } from "./group.ts";
import { notExchanged } from "./piece.ts";

/**
 * Gives all processes the values that the process 0 has, where the processor reaches them.
 *
 * @throws {ValueError} on every process if they are no numbers; then nothing is changed.
 */
export function shareValues(
  action: string,
  group: Group,
  variables: readonly Variable[],
): void {
  const first = variables.map((variable) => {
    const elements = group.broadcast(copyOf(nowIn(variable)));
    if (!elements.some(Number.isNaN)) return elements;
    throw notNumbers(action, variable, [0]);
  });
  variables.forEach((variable, i) => {
    const { value: { backend }, shape } = variable;
    using shared = Tensor.from(backend, first[i], shape);
    variable.assign(shared);
  });
}

/**
 * Compares the values of variables with those of the process 0, without changing them.
 *
 * @throws {ValueError} on every process if one has others, or where they have to be read.
 */
export function checkSameValues(
  group: Group,
  variables: readonly Variable[],
): void {
  const values = new SameValues(group, variables);
  for (const variable of variables) values.compare(nowIn(variable));
  values.end();
}

/** The same, on whatever backend. */
export async function checkSameOnceRead(
  group: Group,
  variables: readonly Variable[],
): Promise<void> {
  const values = new SameValues(group, variables);
  for (const { value } of variables) values.compare(await value.read());
  values.end();
}

function nowIn({ value }: Variable): HostElements {
  const own = elementsNow(value);
  if (own) return own;
  throw notExchanged(value.backend.name);
}

/** What is known of values that are compared one after the other. */
class SameValues {
  readonly #group: Group;
  readonly #variables: readonly Variable[];
  #compared = 0;
  /** The places of the first variable with other values, and of the first with what is no number. */
  #other = Infinity;
  #wrong = Infinity;

  /** Has compared nothing yet. */
  constructor(group: Group, variables: readonly Variable[]) {
    this.#group = group;
    this.#variables = variables;
  }

  /** Compares the elements of the next variable. */
  compare(own: HostElements): void {
    const place = this.#compared++;
    const first = this.#group.broadcast(own);
    if (own.some(Number.isNaN)) this.#wrong = Math.min(this.#wrong, place);
    else if (first.some((element, i) => element !== own[i])) {
      this.#other = Math.min(this.#other, place);
    }
  }

  /**
   * Ends, on all processes.
   *
   * @throws {ValueError} if there are other elements on one of them, or such that are no numbers.
   */
  end(): void {
    const action = "apply gradients";
    const all = this.#group.allGather(
      Float64Array.of(this.#wrong, this.#other),
    );
    const wrong = firstOf(all.filter((_, i) => i % 2 === 0));
    if (wrong) {
      throw notNumbers(action, this.#variables[wrong.place], wrong.ranks);
    }
    const other = firstOf(all.filter((_, i) => i % 2 === 1));
    if (!other) return;
    throw new ValueError(
      `Cannot ${action}: expected weights that are the same on every rank before the first step, received others in "${
        this.#variables[other.place].path
      }" on rank ${
        other.ranks.join(", ")
      } than on rank 0 (call setRandomSeed alike before the model is made; or have the optimizer built before the first step, which shares the weights of rank 0, as a Trainer does where the model has an inputShape)`,
    );
  }
}

/** The first place that a process has noted, and who has; `null` if none has noted any. */
function firstOf(
  all: HostElements,
): { readonly place: number; readonly ranks: number[] } | null {
  const place = Math.min(...all);
  if (place === Infinity) return null;
  return {
    place,
    ranks: [...all.keys()].filter((rank) => all[rank] === place),
  };
}

function notNumbers(
  action: string,
  { path }: Variable,
  ranks: readonly number[],
): ValueError {
  return new ValueError(
    `Cannot ${action}: expected weights that are numbers before the first step, received NaN in "${path}" on rank ${
      ranks.join(", ")
    } (see where they come from, such as a file of a training that diverged)`,
  );
}
