/** Pictures, as PNG files hold them. */

/**
 * A picture: rows from the top, pixels from the left, channels side by side.
 * @category Files
 */
export interface Picture {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue, 4 for these and opacity. */
  readonly channels: 1 | 3 | 4;
  /** The channels, 0 to 255, `width * height * channels` of them. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A picture in 16 bits a channel.
 * @category Files
 */
export interface DeepPicture extends Omit<Picture, "data"> {
  /** The channels, 0 to 65,535, `width * height * channels` of them. */
  readonly data: Uint16Array;
}

/** What a PNG file begins with. */
export const SIGNATURE: readonly number[] = [
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
];
