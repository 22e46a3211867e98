/** What is in the file of a checkpoint. */

import { firstFault } from "./layout.ts";
import type { PartsState } from "./parts.ts";
import type { PlaceState } from "./place.ts";
import { damagedState, decodeState, type Saved } from "./state.ts";

/** What a checkpoint holds. */
export interface CheckpointFile {
  /** The training without the place where it is. */
  readonly parts: PartsState;
  /** Where it is; `null` if it was not in `fit`. */
  readonly place: PlaceState | null;
  /** What a loop of one's own has noted. */
  readonly notes: Saved;
}

/**
 * Reads a checkpoint, and trusts none of it.
 *
 * @throws {TypeError} if it is no whole checkpoint.
 * @throws {ValueError} if it is a file of safetensors with something else in it.
 */
export function readCheckpoint(
  action: string,
  bytes: Uint8Array,
): CheckpointFile {
  const saved = decodeState(action, bytes);
  const fault = firstFault(saved);
  if (fault === null) return saved as unknown as CheckpointFile;
  throw damagedState(action, `its ${fault} is none`);
}
