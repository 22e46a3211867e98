/** Whether all processes are about to train the same variables, and the same values of them. */

import { ValueError } from "../config/errors.ts";
import type { Variable } from "../variables/variable.ts";
import { elementsNow, type HostElements } from "./elements.ts";
import type { Group } from "./group.ts";
import { notExchanged } from "./piece.ts";

/**
 * Compares what each process is going to train with what the process 0 is.
 *
 * @throws {ValueError} on every process if one has other variables; there it names the first difference.
 */
export function checkSame(
  action: string,
  group: Group,
  variables: readonly Variable[],
): void {
  const own = variables.map(described);
  const first = listOfFirst(group, own);
  const length = Math.max(own.length, first.length);
  const at = Array.from({ length }, (_, i) => i)
    .findIndex((i) => own[i] !== first[i]);
  const all = group.allGather(Float64Array.of(at));
  const others = [...all.keys()].filter((rank) => all[rank] >= 0);
  if (others.length === 0) return;
  if (at < 0) {
    throw new ValueError(
      `Cannot ${action}: expected the same variables on every rank, received others on rank ${
        others.join(", ")
      }`,
    );
  }
  throw new ValueError(
    `Cannot ${action} on rank ${group.rank}: expected variable ${
      at + 1
    } to be ${first[at] ?? "none"}, as on rank 0, received ${
      own[at] ?? "none"
    }`,
  );
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
  const values = new SameValues(group);
  for (const { value } of variables) {
    const own = elementsNow(value);
    if (!own) throw notExchanged(value.backend.name);
    values.compare(own);
  }
  values.end();
}

/** The same, on whatever backend. */
export async function checkSameOnceRead(
  group: Group,
  variables: readonly Variable[],
): Promise<void> {
  const values = new SameValues(group);
  for (const { value } of variables) values.compare(await value.read());
  values.end();
}

/** What is known of values that are compared one after the other. */
class SameValues {
  readonly #group: Group;
  #isOther = false;

  /** Has compared nothing yet. */
  constructor(group: Group) {
    this.#group = group;
  }

  /** Compares the elements of the next variable. */
  compare(own: HostElements): void {
    const first = this.#group.broadcast(own);
    if (first.some((element, i) => element !== own[i])) this.#isOther = true;
  }

  /**
   * Ends, on all processes.
   *
   * @throws {ValueError} if there are other elements on one of them.
   */
  end(): void {
    const own = Float64Array.of(Number(this.#isOther));
    const [others] = this.#group.allReduce(own, { op: "max" });
    if (others === 0) return;
    throw new ValueError(
      `Cannot apply gradients: expected weights that are the same on every rank before the first step, received others (give the model an inputShape, so that it is built before, or call setRandomSeed)`,
    );
  }
}

function described({ path, shape }: Variable): string {
  return `"${path}" [${shape.join(", ")}]`;
}

/** The list that the process 0 has. */
function listOfFirst(group: Group, own: readonly string[]): string[] {
  const text = new TextEncoder().encode(JSON.stringify(own));
  const [length] = group.broadcast(Float64Array.of(text.length));
  const bytes = new Float64Array(length);
  bytes.set(text.subarray(0, length));
  const first = Uint8Array.from(group.broadcast(bytes));
  return JSON.parse(new TextDecoder().decode(first));
}
