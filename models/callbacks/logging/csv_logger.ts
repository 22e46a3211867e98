/** A table of a training, in a file. */

import { checkArgumentCount } from "../../../config/options.ts";
import { flag, text } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { readFile } from "../../../data/files/read_file.ts";
import { writeFile } from "../../../data/files/write_file.ts";
import type { Logs } from "../callback.ts";
import { ConfiguredCallback } from "../configured_callback.ts";
import { floatText } from "./python_text.ts";

/**
 * The options of CSVLogger: Keras's, in camelCase.
 * @category Callbacks
 */
export interface CSVLoggerOptions {
  /** The path of the file. */
  readonly filename: string;
  /** What stands between two numbers; `","` if not given. */
  readonly separator?: string;
  /** Whether a file that is there goes on; false if not given, then it is replaced. */
  readonly append?: boolean;
}

/**
 * Keras's CSVLogger: a line of loss and metrics for each epoch, under a line with their names. The file is written anew
 * and whole after each epoch, so that nobody finds half a line. Needs Deno or Node, and permission to write it; with `append` to
 * read it, too.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertMatch } from "@std/assert";
 *
 * const filename = `${await Deno.makeTempDir()}/training.csv`;
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * await model.fit(dg.ones([4, 2]), dg.ones([4, 1]), {
 *   callbacks: [new dg.callbacks.CSVLogger({ filename })],
 *   verbose: 0,
 * });
 * assertMatch(await Deno.readTextFile(filename), /^epoch,loss,val_loss\r\n0,/);
 * ```
 *
 * @category Callbacks
 */
export class CSVLogger
  extends ConfiguredCallback<CSVLoggerOptions, ["filename"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "CSVLogger";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    filename: text(),
    separator: text(","),
    append: flag(false),
  } satisfies Schema<CSVLoggerOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["filename"];
  /** The path of the file. */
  declare readonly filename: string;
  /** What stands between two numbers. */
  declare readonly separator: string;
  /** Whether a file that is there goes on. */
  declare readonly append: boolean;
  #text = "";
  #names: readonly string[] | null = null;

  /** The lines that are written, and their columns. */
  override getState(): { text: string; names: readonly string[] | null } {
    checkArgumentCount("get the state of CSVLogger", arguments, 0);
    return { text: this.#text, names: this.#names };
  }

  /** Goes on with these lines: those that were written later are written again. */
  override setState(state: ReturnType<CSVLogger["getState"]>): void {
    checkArgumentCount("set the state of CSVLogger", arguments, 1);
    this.#text = state.text;
    this.#names = state.names;
  }

  /** Reads what is to go on. */
  override async onTrainBegin(): Promise<void> {
    this.#names = null;
    const bytes = this.append ? await readFile(this.filename) : null;
    this.#text = new TextDecoder().decode(bytes ?? new Uint8Array());
  }

  /** Writes a line. */
  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (!this.#names) {
      this.#names = namesIn(logs);
      if (this.#text === "") this.#line(["epoch", ...this.#names]);
    }
    const values = this.#names.map((name) =>
      Object.hasOwn(logs, name) ? floatText(logs[name]) : "NA"
    );
    this.#line([`${epoch}`, ...values]);
    await writeFile(this.filename, new TextEncoder().encode(this.#text));
  }

  #line(cells: readonly string[]): void {
    this.#text += `${cells.join(this.separator)}\r\n`;
  }
}

/** The columns: a validation that comes later has its place, as in Keras. */
function namesIn(logs: Logs): string[] {
  const names = Object.keys(logs).sort();
  const validated = names.some((name) => name.startsWith("val_"));
  return validated ? names : [...names, ...names.map((name) => `val_${name}`)];
}
