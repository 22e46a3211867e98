/** Where layers look for the channels of an image if they are not told. */

import { checkArgumentCount } from "../config/options.ts";
import { quote, ValueError } from "../config/errors.ts";
import type { DataFormat } from "../autograd/ops/options.ts";

let current: DataFormat | undefined;

/**
 * The data format of layers that are not given one: what `setImageDataFormat` set, else what Keras's configuration
 * file says, else `"channels_last"`.
 *
 * The file, `~/.keras/keras.json`, is read once, and only where permission to read it has been granted already: nothing
 * is ever asked for.
 *
 * @throws {ValueError} if the file names no data format.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * dg.layers.setImageDataFormat("channels_first");
 * assertEquals(dg.layers.imageDataFormat(), "channels_first");
 * dg.layers.setImageDataFormat("channels_last");
 * ```
 *
 * @category Variables
 */
export function imageDataFormat(): DataFormat {
  checkArgumentCount("read the image data format", arguments, 0);
  return current ??= configuredFormat() ?? "channels_last";
}

/**
 * Sets the data format of layers that are not given one. Layers made before keep theirs.
 *
 * @throws {ValueError} if there is none of that name.
 *
 * @category Variables
 */
export function setImageDataFormat(dataFormat: DataFormat): void {
  checkArgumentCount("set the image data format", arguments, 1);
  if (!isDataFormat(dataFormat)) {
    throw new ValueError(
      `Cannot set the image data format: expected "channels_last" or "channels_first", received ${
        quote(dataFormat)
      }`,
    );
  }
  current = dataFormat;
}

/** What the user's Keras configuration says, if it can be read without asking. */
function configuredFormat(): DataFormat | undefined {
  const path = configPath();
  const text = path && readGranted(path);
  if (!text) return undefined;
  const format = parse(text);
  if (format === undefined || isDataFormat(format)) return format;
  throw new ValueError(
    `Cannot read ${path}: expected image_data_format to be "channels_last" or "channels_first", received ${
      quote(format)
    }`,
  );
}

/** The `image_data_format` of a configuration; the text itself if it is no configuration. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)?.image_data_format;
  } catch {
    return text;
  }
}

// Browsers and Node have no such object: there is no configuration then.
const deno: typeof Deno | undefined = (globalThis as { Deno?: typeof Deno })
  .Deno;

function configPath(): string | undefined {
  const folder = variable("KERAS_HOME");
  if (folder) return `${folder}/keras.json`;
  const home = variable("HOME") ?? variable("USERPROFILE");
  return home && `${home}/.keras/keras.json`;
}

function variable(name: string): string | undefined {
  const permission = { name: "env", variable: name } as const;
  if (deno?.permissions?.querySync(permission).state !== "granted") return;
  return deno.env.get(name);
}

function readGranted(path: string): string | undefined {
  const permission = { name: "read", path } as const;
  if (deno?.permissions?.querySync(permission).state !== "granted") return;
  try {
    return deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof deno.errors.NotFound) return undefined;
    throw error;
  }
}

function isDataFormat(value: unknown): value is DataFormat {
  return value === "channels_last" || value === "channels_first";
}
