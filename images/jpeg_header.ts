/** What a JPEG file says of its size, before anything is decoded. */

/** What the frame of a JPEG file says. */
export interface JpegHeader {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 of grey, 3 of colours; 4 of printing inks. */
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** The number of its way of coding: 0 and 1 of one pass, 2 of several. */
  readonly coding: number;
}

/** What begins a frame, 0xffc0 to 0xffcf: but for tables and what JPEG keeps to itself. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/** Reads as far as the frame; `null` where there is none. */
export function readJpegHeader(file: Uint8Array): JpegHeader | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file[0] !== 0xff || file[1] !== 0xd8) return null;
  // A marker and the length of what follows; any number of 0xff may come before.
  for (let at = 2; at + 4 <= file.length;) {
    if (file[at] !== 0xff) return null;
    const marker = file[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      if (at + 10 > file.length) return null;
      return {
        precision: file[at + 4],
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: file[at + 9],
        coding: marker - 0xc0,
      };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
