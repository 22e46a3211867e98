/** A checkpoint: a training in one file, from which it goes on as if it had never stopped. */

import { quote, ValueError } from "../../config/errors.ts";
import { checkArgumentCount, checkOptions } from "../../config/options.ts";
import { shownPath } from "../../data/files/file_path.ts";
import { writeNewBytes } from "../../data/files/write_file.ts";
import { Layer } from "../../layers/layer.ts";
import { type Run, runOf, whenShared } from "../fitting/run.ts";
import type { Stepping } from "../fitting/stepping.ts";
import { type CheckpointFile, readCheckpoint } from "./checkpoint_file.ts";
import { ENDING, findCheckpoint } from "./find.ts";
import { readParts, type Trained, writeParts } from "./parts.ts";
import { goToPlace, type PlaceState, readPlace } from "./place.ts";
import {
  encodeState,
  readState,
  type Saved,
  type State,
  toState,
} from "./state.ts";

/**
 * What a checkpoint keeps besides.
 * @category Saving
 */
export interface CheckpointOptions {
  /** Whatever a loop of one's own has to know to go on, such as its step: numbers, text, tensors, lists and objects of them. */
  readonly notes?: State;
}

/**
 * Writes a training to a file that ends with `.safetensors`, whole or not at all: the weights, all that the optimizer keeps
 * (of models of several, each one in their properties), and where the streams of random numbers are, the default one
 * among them. In `onTrainBatchEnd` and `onEpochEnd` of a callback it is the whole of `fit`: the place in the data and their
 * order, metrics, and what callbacks have gathered, so that `fit` with `resumeFrom` goes on bit for bit as if it had not
 * been stopped. All is of the moment of the call.
 *
 * @example In a loop of one's own
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [2] })]);
 * const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "mse" });
 * const x = dg.ones([4, 2]), y = dg.ones([4, 1]);
 * trainer.step(x, y);
 * const path = `${await Deno.makeTempDir()}/last.safetensors`;
 * await dg.saveCheckpoint(trainer, path, { notes: { step: 1 } });
 * const loss = await trainer.step(x, y).item();
 * assertEquals(await dg.loadCheckpoint(trainer, path), { step: 1 });
 * assertEquals(await trainer.step(x, y).item(), loss); // the same step again
 * ```
 *
 * @throws {ValueError} if the path ends with something else, the model is not built, or it is trained by `fit` just now and
 * neither a step nor an epoch has just ended.
 *
 * @category Saving
 */
export async function saveCheckpoint(
  trained: Trained,
  path: string,
  options: CheckpointOptions = {},
): Promise<void> {
  checkArgumentCount("save a checkpoint", arguments, 3);
  const model = modelOf("save a checkpoint", trained);
  const action = `save a checkpoint of ${model}`;
  checkOptions(action, options, ["notes"]);
  checkPath(action, path);
  const run = runOf(model);
  const [parts, place, notes] = await Promise.all([
    whenShared(model, () => readParts(action, trained)),
    run ? readPlace(action, model as unknown as Stepping, run) : null,
    readState(action, options.notes ?? null),
  ]);
  await writeNewBytes(path, encodeState({ parts, place, notes }));
}

/**
 * Brings a training to where it was when `saveCheckpoint` wrote a file: all of it or, if anything does not fit, nothing. Of
 * a folder the file is taken that was written last and is whole. Resolves to the notes that were kept. The model has to be
 * built, and the optimizers to be of the same options. In `onTrainBegin` of a callback it is the training itself that goes
 * on from the place in the file, as with `resumeFrom` of `fit`.
 *
 * @throws {ValueError} if there is no checkpoint, or one of something else.
 * @throws {TypeError} if the file is no checkpoint, or not whole.
 *
 * @category Saving
 */
export async function loadCheckpoint(
  trained: Trained,
  path: string,
): Promise<State> {
  checkArgumentCount("load a checkpoint", arguments, 2);
  const action = loading(trained, path);
  const found = await findCheckpoint(action, path);
  if (found) return goOnFrom(action, trained, found);
  throw new ValueError(
    `Cannot ${action}: expected a file of saveCheckpoint or a folder with one, received none`,
  );
}

/**
 * The same for `fit` with `resumeFrom`: where the folder has no checkpoint yet, the training begins, and a warning says so.
 */
export async function resume(model: Layer, path: string): Promise<void> {
  const action = loading(model, path);
  const found = await findCheckpoint(action, path);
  if (found) goOnFrom(action, model, found);
  else {
    console.warn(
      `The training of ${model} begins: there is no checkpoint in ${
        shownPath(path)
      }`,
    );
  }
}

/** All processes of a training go on from the checkpoint that the first of them has found. */
export function shareCheckpoint(model: Layer, run: Run): void {
  const { company } = run.parts;
  if (company.isAlone) return;
  const bytes = company.shareBytes(run.checkpoint?.() ?? null);
  if (company.leads || !bytes) return;
  const action = `load a checkpoint into ${model}`;
  const file = readCheckpoint(action, bytes);
  goOnFrom(action, model, {
    ...file,
    place: file.place && ofOthers(file.place),
  });
}

/** The place as it is without the callbacks: the history, the last one, alone. */
function ofOthers(place: PlaceState): PlaceState {
  const { callbacks, next } = place;
  const last = callbacks.length - 1;
  return {
    ...place,
    callbacks: callbacks.slice(last),
    next: Math.max(0, next - last),
  };
}

function loading(trained: Trained, path: string): string {
  const model = modelOf("load a checkpoint", trained);
  return `load a checkpoint into ${model} from ${shownPath(path)}`;
}

function goOnFrom(
  action: string,
  trained: Trained,
  file: CheckpointFile,
): State {
  const { parts, place, notes } = file;
  const model = modelOf(action, trained);
  const run = runOf(model);
  if (run?.isBegun) {
    throw new ValueError(
      `Cannot ${action}: expected a training that is to begin, received one that is in its epochs (loadWeights takes weights alone)`,
    );
  }
  if (!run) writeParts(action, trained, parts);
  else {
    if (!place) {
      throw new ValueError(
        `Cannot ${action}: expected a checkpoint of fit, received one of a model that was not trained by it just then`,
      );
    }
    run.checkpoint = () => encodeState(file as unknown as Saved);
    run.goOn = () =>
      goToPlace(action, model as unknown as Stepping, { run, parts, place });
  }
  return toState(notes);
}

function modelOf(action: string, trained: Trained): Layer {
  const model = trained instanceof Layer ? trained : Object(trained).model;
  if (model instanceof Layer) return model;
  throw new TypeError(
    `Cannot ${action}: expected a model, or what has a model and an optimizer, received ${
      quote(trained)
    }`,
  );
}

function checkPath(action: string, path: unknown): void {
  if (typeof path === "string" && path.endsWith(ENDING)) return;
  throw new ValueError(
    `Cannot ${action}: expected a path that ends with ${ENDING}, received ${
      quote(path)
    }`,
  );
}
