/** The chunks that a PNG file consists of. */

import { quote } from "../../config/errors.ts";
import { joined } from "../bytes.ts";
import { crc32 } from "../crc32.ts";
import { type PngHeader, readHeader } from "./header.ts";
import { SIGNATURE } from "./picture.ts";

/** What of a PNG file makes the picture. */
export interface PngChunks {
  /** What its first chunk says. */
  readonly header: PngHeader;
  /** Red, green and blue of each colour. */
  readonly palette: Uint8Array | null;
  /** Which colours are how opaque. */
  readonly transparency: Uint8Array | null;
  /** The lines, packed. */
  readonly packed: Uint8Array;
}

/** Chunks of which a picture consists; others are let be where their name says that they may. */
const READ = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/**
 * The chunks of a file, as far as they make the picture.
 *
 * @throws {TypeError} if it is no PNG file, a damaged one, or one that ends too early.
 */
export function readChunks(action: string, file: Uint8Array): PngChunks {
  if (!SIGNATURE.every((byte, i) => file[i] === byte)) {
    throw new TypeError(
      `Cannot ${action}: expected a PNG file, received ${file.length} bytes that begin with [${
        file.subarray(0, 8).join(", ")
      }]`,
    );
  }
  let header: PngHeader | null = null;
  let palette = null, transparency = null;
  const packed: Uint8Array[] = [];
  for (const { name, content } of chunksOf(action, file)) {
    if (header === null) {
      header = name === "IHDR" ? readHeader(content) : null;
      if (header === null) {
        throw damaged(action, `${name} of [${content.join(", ")}] at first`);
      }
    } else if (name === "PLTE") palette = content;
    else if (name === "tRNS") transparency = content;
    else if (name === "IDAT") packed.push(content);
    else if (name !== "IEND") throw damaged(action, `a second ${name}`);
  }
  if (header === null || packed.length === 0) {
    throw damaged(action, "one without pixels");
  }
  const colours = (palette?.length ?? 3) / 3;
  if (header.colour === "palette" && palette === null || colours % 1 !== 0) {
    throw damaged(action, `a palette of ${palette?.length ?? 0} bytes`);
  }
  return { header, palette, transparency, packed: joined(packed) };
}

/** An error of a file that is not as it should be. */
export function damaged(action: string, what: string): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a whole PNG file, received ${what}`,
  );
}

function* chunksOf(
  action: string,
  file: Uint8Array,
): Generator<{ name: string; content: Uint8Array }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = SIGNATURE.length;
  for (let name = ""; name !== "IEND";) {
    const length = at + 8 <= file.length ? view.getUint32(at) : Infinity;
    const end = at + 12 + length;
    if (end > file.length) {
      throw damaged(action, `one that ends after ${file.length} bytes`);
    }
    name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    const content = file.subarray(at + 8, end - 4);
    const isCritical = (file[at + 4] & 0x20) === 0;
    if (READ.includes(name)) {
      if (crc32(file.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
        throw damaged(action, `${name} with another checksum`);
      }
      yield { name, content };
    } else if (isCritical) {
      throw damaged(action, `a chunk ${quote(name)} that is not known`);
    }
    at = end;
  }
}
