/** The decoder of JPEG from npm: one file at a time, and every complaint of it an error. */

import { shorten } from "../config/errors.ts";
import { pathOf } from "../data/files/file_path.ts";
import { fileSystem } from "../data/files/runtime.ts";

/** What the package gives: red, green, blue and opacity of each pixel. */
type Decode = (file: ArrayBuffer) => Promise<{ data: ArrayLike<number> }>;

/** What has been said since the last picture. */
const said: string[] = [];
let loading: Promise<Decode> | null = null;
let last: Promise<unknown> = Promise.resolve();

/** Bytes that belong to nothing do no harm, and many cameras leave some. */
const HARMLESS = /extraneous bytes before marker/;

/**
 * The pixels of a file, as red, green, blue and opacity.
 *
 * @throws {TypeError} if there is anything wrong with the file.
 */
export function decodePixels(file: Uint8Array): Promise<ArrayLike<number>> {
  const next = last.then(() => decodeNow(file));
  last = next.catch(() => {});
  return next;
}

async function decodeNow(file: Uint8Array): Promise<ArrayLike<number>> {
  loading ??= load();
  const decode = await loading.catch((cause) => {
    loading = null;
    throw new TypeError(
      `Cannot load the decoder of JPEG: expected the npm package @jsquash/jpeg, received ${
        shorten(cause.message)
      }`,
      { cause },
    );
  });
  said.length = 0;
  const pixels = await decode(new Uint8Array(file).buffer).catch(() => {
    // It has ended itself, and left its memory as it was.
    loading = null;
    return null;
  });
  const faults = said.filter((one) => !HARMLESS.test(one));
  if (pixels !== null && faults.length === 0) return pixels.data;
  throw new TypeError(
    `Cannot decode JPEG: expected a whole file, received one of which its decoder says: ${
      shorten(faults.join(", ") || "nothing")
    }`,
  );
}

async function load(): Promise<Decode> {
  const [{ default: decode, init }, compiled] = await Promise.all([
    import("@jsquash/jpeg/decode.js"),
    compile(),
  ]);
  const start = init as (module: WebAssembly.Module, options: object) => void;
  start(compiled, { printErr: (text: string) => said.push(text) });
  return decode;
}

/** Deno imports what is compiled, which takes no permission; others read the file. */
async function compile(): Promise<WebAssembly.Module> {
  if (typeof Deno !== "undefined") {
    return (await import("./jpeg_wasm.ts")).compiled;
  }
  const file = new URL(
    import.meta.resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"),
  );
  const path = pathOf("load the decoder of JPEG", file);
  return await WebAssembly.compile(await fileSystem().readFile(path));
}
