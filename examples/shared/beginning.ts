/** The checkpoint of a training that has not made a step: what it was asked for, of which all else follows. */

import * as dg from "@decograd/decograd";

/** What a checkpoint has besides: the options of the run. */
export type Notes = Readonly<Record<string, string | number | boolean | null>>;

/** Writes them to a file, whole or not at all. */
export function saveBeginning(path: string, notes: Notes): Promise<void> {
  const { encodeSafetensors, writeFile } = dg.data;
  const beginning = JSON.stringify(notes);
  return writeFile(path, encodeSafetensors({}, { beginning }));
}

/**
 * Reads them; null where the training has made steps.
 *
 * @throws {TypeError} if the file is damaged, or of another kind.
 */
export async function loadBeginning(path: string): Promise<Notes | null> {
  const file = await Deno.readFile(path);
  try {
    const { beginning } = dg.data.decodeSafetensors(file).metadata;
    return beginning === undefined ? null : JSON.parse(beginning);
  } catch (cause) {
    const { message } = cause as Error;
    throw new TypeError(`Cannot read ${path}: ${message}`, { cause });
  }
}
