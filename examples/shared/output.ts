/** The folder that the results go to: looked at before the training, and never left with half a file. */

import * as dg from "@decograd/decograd";
import { lockFolder } from "./folder_lock.ts";
import { reasonOf } from "./reasons.ts";
import { UserError } from "./run.ts";

/** The weights, and the file that a run goes on from. */
export const WEIGHTS = "weights.safetensors",
  CHECKPOINT = "checkpoint.safetensors";
/** Bytes that the pictures take, roughly. */
const PICTURES = 1 << 17;
/** Each weight is in a file of its own, and in the checkpoint with two numbers that Adam keeps. */
const BYTES_OF_A_WEIGHT = 4 * Float32Array.BYTES_PER_ELEMENT;

/** What `--out` is to be. */
const FOLDER = "a folder that takes the results";

/** What writes a file, at another path if need be. */
export type Save = (path: string) => Promise<void>;

/** What is to go there. */
export interface OutputOptions {
  readonly files: readonly string[];
  readonly weights: number;
  readonly overwrite: boolean;
  readonly resume: boolean;
}

/** The results cannot go where they should. */
export class OutputError extends UserError {
  override readonly name = "OutputError";
}

/** Where the results go. */
export class Output implements Disposable {
  readonly #folder: string;
  readonly #lock: Disposable;
  /** Files of an earlier run that have not been replaced. */
  readonly #earlier: Set<string>;
  #instead: string | null = null;
  #failed = false;
  #wrote = false;

  private constructor(
    folder: string,
    lock: Disposable,
    earlier: readonly string[],
  ) {
    this.#folder = folder;
    this.#lock = lock;
    this.#earlier = new Set(earlier);
  }

  /**
   * Makes the folder if need be, and tries whether it takes the results: files of these names, and so many weights in two
   * of them. Those of an earlier run are refused unless they may be replaced, or it is that run which goes on.
   */
  static async open(
    folder: string,
    options: OutputOptions,
  ): Promise<Output> {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    if (!lock) {
      throw new OutputError(
        `Cannot use --out ${folder}: expected a folder that this run has alone, received one that another process writes to (those of mpirun need --distributed, which decoder and dcgan have; --out DIR takes another folder)`,
      );
    }
    try {
      return new Output(folder, lock, await Output.#tried(folder, options));
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  /** The files of an earlier run, in a folder that is found to be fit. */
  static async #tried(
    folder: string,
    { files, weights, overwrite, resume }: OutputOptions,
  ): Promise<string[]> {
    const there = await tried(FOLDER, folder, () => filesIn(folder, files));
    if (resume && !there.includes(CHECKPOINT)) {
      throw new OutputError(
        `Cannot use --out ${folder}: expected ${CHECKPOINT} of an earlier run to go on from, found none`,
      );
    }
    if (there.length > 0 && !overwrite && !resume) {
      const more = there.includes(CHECKPOINT) ? ", --resume goes on" : "";
      throw new OutputError(
        `Cannot use --out ${folder}: expected no results of an earlier run, found ${
          there.join(", ")
        } (--overwrite replaces them${more}, --out DIR takes another folder)`,
      );
    }
    for (const name of there) {
      const path = `${folder}/${name}`;
      await tried("files that can be replaced", path, async () => {
        (await Deno.open(path, { write: true })).close();
      });
    }
    const trial = `${folder}/${files[0]}.trial`;
    const bytes = new Uint8Array(weights * BYTES_OF_A_WEIGHT + PICTURES);
    await tried(FOLDER, folder, () => dg.data.writeFile(trial, bytes));
    await Deno.remove(trial);
    return there;
  }

  /** Where a file goes. */
  path(name: string): string {
    return `${this.#folder}/${name}`;
  }

  /** Whether files are there, and none is older than the checkpoint. */
  async areOfCheckpoint(names: readonly string[]): Promise<boolean> {
    const timeOf = async (name: string) =>
      (await Deno.stat(this.path(name))).mtime?.getTime() ?? 0;
    try {
      const [checkpoint, ...times] = await Promise.all(
        [CHECKPOINT, ...names].map(timeOf),
      );
      return times.every((time) => time >= checkpoint);
    } catch {
      return false;
    }
  }

  /** Whether something could not be written where it should. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Writes a file; resolves to why it could not, or null. */
  async write(name: string, save: Save): Promise<string | null> {
    try {
      await save(this.path(name));
      this.#wrote = true;
      this.#earlier.delete(name);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** A file of the earlier run is as this one would have it. */
  confirm(name: string): void {
    this.#earlier.delete(name);
  }

  /** Says which files do not belong to those that this run has written. */
  tellEarlier(): void {
    if (!this.#wrote || this.#earlier.size === 0) return;
    const names = [...this.#earlier].join(", ");
    console.error(`from the earlier run, not replaced: ${names}`);
  }

  /** Writes a file, to a new folder elsewhere if it must be, and says where. */
  async save(name: string, save: Save): Promise<void> {
    const problem = await this.write(name, save);
    if (problem === null) return console.log(`wrote ${this.path(name)}`);
    this.#failed = true;
    console.error(problem);
    try {
      this.#instead ??= await Deno.makeTempDir({ prefix: "decograd-" });
      await save(`${this.#instead}/${name}`);
      console.error(`wrote ${this.#instead}/${name} instead`);
    } catch (error) {
      console.error((error as Error).message);
    }
  }

  /** Leaves the folder to other runs. */
  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}

/** Makes the folder, and those that it lies in, where they are not there. */
export async function makeFolder(folder: string): Promise<void> {
  await tried(FOLDER, folder, () => Deno.mkdir(folder, { recursive: true }));
}

/** What an attempt gives. Where the system refuses it, what was expected of a file or folder is told, and what it is. */
async function tried<T>(
  expected: string,
  path: string,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    throw new OutputError(
      `Cannot use --out: expected ${expected}, received ${path}, ${
        reasonOf(cause)
      }`,
      { cause },
    );
  }
}

async function filesIn(
  folder: string,
  files: readonly string[],
): Promise<string[]> {
  const there: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (files.includes(name)) there.push(name);
  }
  return there.sort();
}
