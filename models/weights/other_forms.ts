/** Forms of files besides safetensors, which an entry point beside the floors knows: it says so when it is imported. */

import { ValueError } from "../../config/errors.ts";
import { shownPath } from "../../data/files/file_path.ts";

/** What writes and reads other forms. */
export interface OtherForms {
  /** Writes a whole model. */
  saveModel(model: object, path: string | URL): Promise<void>;
  /** Writes weights. */
  saveWeights(model: object, path: string | URL): Promise<void>;
  /** Reads weights. */
  loadWeights(model: object, source: string | URL): Promise<unknown>;
}

let forms: OtherForms | null = null;

/** Lets models write and read these forms from now on. */
export function addForms(others: OtherForms): void {
  forms = others;
}

/**
 * What writes and reads other forms.
 *
 * @throws {ValueError} if the program has not imported it; `or` does without, and `received` was given.
 */
export function otherForms(
  action: string,
  { or = "", received = "one without" }: {
    readonly or?: string;
    readonly received?: string;
  } = {},
): OtherForms {
  if (forms) return forms;
  throw new ValueError(
    `Cannot ${action}: expected ${or}a program with import "@decograd/decograd/saving", which adds Keras's forms, .npz and .onnx, received ${received}`,
  );
}

/** Writes a whole model in one of these forms. */
export async function saveModel(
  model: object,
  path: string | URL,
): Promise<void> {
  const action = `save ${model} to ${shownPath(path)}`;
  await otherForms(action).saveModel(model, path);
}
