/** Whether all processes are about to train the same, in words that each of them understands. */

import { ValueError } from "../config/errors.ts";
import type { Group } from "./group.ts";

/** Something that has to be the same on all processes. */
export interface Trait {
  /** What it is, such as "variable 1". */
  readonly what: string;
  /** What is compared. */
  readonly value: string;
  /** How it is told, if otherwise than it is compared. */
  readonly shown?: string;
  /** What helps where it is another one. */
  readonly hint?: string;
}

/** How many forms a trait is compared in. */
const FORMS = 2;
/** In the place of a trait of which the others have more. */
const NONE: Trait = { what: "", value: "none" };

/**
 * Compares traits with those of the process 0, one by one.
 *
 * @throws {ValueError} on every process if one has others; it names the first difference, and who has what.
 */
export function checkAlike(
  action: string,
  group: Group,
  own: readonly Trait[],
): void {
  const first = sharedTexts(group, own.flatMap(formsOf), 0);
  const length = Math.max(own.length, first.length / FORMS);
  // Told alike is alike, too: what is compared may hang on what a process has done before.
  const isAlike = (i: number) =>
    formsOf(own[i] ?? NONE).some((form, j) => form === first[FORMS * i + j]);
  const at = Array.from({ length }, (_, i) => i).findIndex((i) => !isAlike(i));
  const all = group.allGather(Float64Array.of(at));
  const others = [...all.keys()].filter((rank) => all[rank] >= 0);
  if (others.length === 0) return;
  const place = Math.min(...others.map((rank) => all[rank]));
  const ranks = others.filter((rank) => all[rank] === place);
  const mine = own[place] ?? NONE;
  const [what, expected, hint] = textsOf(group, 0, mine);
  const [otherWhat, received, otherHint] = textsOf(group, ranks[0], mine);
  throw new ValueError(
    `Cannot ${action}: expected ${
      what || otherWhat
    } to be ${expected} on every rank, as on rank 0, received ${received} on rank ${
      ranks.join(", ")
    } (${hint || otherHint})`,
  );
}

/** What is compared: a trait's value, and how it is told. */
function formsOf({ what, value, shown = value }: Trait): string[] {
  return [`${what}: ${value}`, `${what}: ${shown}`];
}

/** What one process says of a trait, on all. */
function textsOf(group: Group, root: number, trait: Trait): string[] {
  const { what, value, shown = value, hint = "" } = trait;
  return sharedTexts(group, [what, shown, hint], root);
}

/** The texts that the process `root` has. */
function sharedTexts(
  group: Group,
  own: readonly string[],
  root: number,
): string[] {
  const text = new TextEncoder().encode(JSON.stringify(own));
  const [length] = group.broadcast(Float64Array.of(text.length), { root });
  const bytes = new Float64Array(length);
  bytes.set(text.subarray(0, length));
  const shared = Uint8Array.from(group.broadcast(bytes, { root }));
  return JSON.parse(new TextDecoder().decode(shared));
}
