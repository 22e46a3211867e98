/** Writes what TensorBoard shows. */

import { quote } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { text } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { checkInteger } from "../checks.ts";
import { appendFile, makeFolder } from "../files/folders.ts";
import { fileSystem } from "../files/runtime.ts";
import { encodePng } from "../png/encode_png.ts";
import type { Picture } from "../png/picture.ts";
import { encodeRecord } from "./record.ts";
import {
  type Entry,
  entryEvent,
  histogramTensor,
  scalarTensor,
  textTensor,
  versionEvent,
} from "./summary.ts";

/**
 * Where a SummaryWriter writes.
 * @category Files
 */
export interface SummaryWriterOptions {
  /** The folder of the run, which is made if it is not there. */
  readonly logDir: string;
}

const ROWS = { logDir: text() } satisfies Schema<SummaryWriterOptions>;

/** Writers of this program: each has a file of its own. */
let writers = 0;

/**
 * Writes numbers, histograms, pictures and text for TensorBoard, in the folder of a run, as `tf.summary` does. What is given
 * gathers until `flush`; the first one makes the file. Needs Deno or Node, and permission to write and, if the folder is new, to
 * read.
 *
 * @example
 * ```ts
 * import { SummaryWriter } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const logDir = `${await Deno.makeTempDir()}/run`;
 * const writer = new SummaryWriter({ logDir });
 * for (let step = 0; step < 3; step++) writer.scalar("loss", 1 / (step + 1), step);
 * writer.histogram("weights", [0, 1, 1, 2], 2);
 * await writer.flush();
 * assertEquals([...Deno.readDirSync(logDir)].length, 1);
 * ```
 *
 * @category Files
 */
export class SummaryWriter {
  /** The name of this class, in bundles too. */
  static readonly name: string = "SummaryWriter";
  /** The folder of the run. */
  readonly logDir: string;
  #path: string | null = null;
  #waiting: Uint8Array[] = [];
  #writing: Promise<void> = Promise.resolve();

  /**
   * Says where to write.
   *
   * @throws {ValueError} if there is no folder.
   */
  constructor(options: SummaryWriterOptions) {
    const action = "make SummaryWriter";
    checkArgumentCount(action, arguments, 1);
    this.logDir = readOptions(action, ROWS, options).logDir;
  }

  /**
   * A number at a step.
   *
   * @throws {TypeError} if it is none.
   */
  scalar(tag: string, value: number, step: number): void {
    checkArgumentCount("write a scalar", arguments, 3);
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot write a scalar: expected a number, received ${quote(value)}`,
      );
    }
    this.#add("scalar", tag, step, "scalars", scalarTensor(value));
  }

  /**
   * How values are spread at a step.
   *
   * @throws {TypeError} if they are no list of numbers.
   */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    checkArgumentCount("write a histogram", arguments, 3);
    const isList = Array.isArray(values) || ArrayBuffer.isView(values);
    if (
      !isList || Array.prototype.some.call(values, (x) => typeof x !== "number")
    ) {
      throw new TypeError(
        `Cannot write a histogram: expected a list of numbers, received ${
          quote(values)
        }`,
      );
    }
    this.#add("histogram", tag, step, "histograms", histogramTensor(values));
  }

  /** A text at a step, in Markdown. */
  text(tag: string, text: string, step: number): void {
    checkArgumentCount("write a text", arguments, 3);
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot write a text: expected a string, received ${quote(text)}`,
      );
    }
    this.#add("text", tag, step, "text", textTensor([text]));
  }

  /**
   * Pictures at a step, such as `imageGrid` makes, all of one size.
   *
   * @throws {TypeError} if there are none.
   */
  async images(
    tag: string,
    pictures: readonly Picture[],
    step: number,
  ): Promise<void> {
    checkArgumentCount("write images", arguments, 3);
    if (!Array.isArray(pictures) || pictures.length === 0) {
      throw new TypeError(
        `Cannot write images: expected a list of pictures, received ${
          quote(pictures)
        }`,
      );
    }
    const files = await Promise.all(pictures.map((one) => encodePng(one)));
    const [{ width, height }] = pictures;
    const tensor = textTensor([`${width}`, `${height}`, ...files]);
    this.#add("images", tag, step, "images", tensor);
  }

  /** Writes all that has been given; resolves when it is in the file. */
  flush(): Promise<void> {
    checkArgumentCount("flush a SummaryWriter", arguments, 0);
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const records = this.#waiting;
    if (records.length === 0) return;
    this.#waiting = [];
    if (this.#path === null) {
      await makeFolder(this.logDir);
      this.#path = `${this.logDir}/${nameOf(Date.now() / 1000, writers++)}`;
      records.unshift(encodeRecord(versionEvent(Date.now() / 1000)));
    }
    await appendFile(this.#path, records);
  }

  #add(
    what: string,
    tag: string,
    step: number,
    plugin: Entry["plugin"],
    tensor: Entry["tensor"],
  ): void {
    if (typeof tag !== "string" || tag === "") {
      throw new TypeError(
        `Cannot write ${what}: expected a tag, received ${quote(tag)}`,
      );
    }
    checkInteger(`write ${what}`, "step", step, 0);
    const event = entryEvent({ tag, step, plugin, tensor }, Date.now() / 1000);
    this.#waiting.push(encodeRecord(event));
  }
}

/** As TensorFlow names its files, but for the machine, whose name takes a permission. */
function nameOf(seconds: number, count: number): string {
  const time = `${Math.floor(seconds)}`.padStart(10, "0");
  const { pid } = fileSystem("write events");
  return `events.out.tfevents.${time}.decograd.${pid}.${count}.v2`;
}
