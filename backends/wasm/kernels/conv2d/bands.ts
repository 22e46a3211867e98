/** Cuts a batch of images into bands: small enough for the cache, and enough of them to keep threads busy. */

/** Pixels that a band aims at, at most: enough depth and rows for the GEMM to be busy. */
const MOST_PIXELS = 1024;
/** And at least: two blocks of rows. */
const LEAST_PIXELS = 128;
/** Bands that many threads can share evenly. */
const BANDS = 32;

/** Several whole images, or some rows of one. */
export interface Band {
  /** Its first image. */
  readonly image: number;
  /** How many images. */
  readonly images: number;
  /** Its first row. */
  readonly row: number;
  /** How many rows of each image; all of them if there are several images. */
  readonly rows: number;
}

/**
 * The bands of `images` images of `rows` by `columns` pixels, the largest first; none if there are no pixels. The last
 * quarter of them are half as large, so that no thread waits long for the one that has taken the last job.
 */
export function bandsOf(
  images: number,
  rows: number,
  columns: number,
  pixels: number = pixelsOf(images * rows * columns),
): Band[] {
  if (images * rows * columns === 0) return [];
  const step = bandRows(rows, columns, pixels);
  const bands: Band[] = [];
  if (step < rows) {
    for (let image = 0; image < images; image++) {
      for (let row = 0; row < rows; row += step) {
        const left = Math.min(step, rows - row);
        bands.push({ image, images: 1, row, rows: left });
      }
    }
    return tapered(bands);
  }
  const together = evenStep(images, Math.ceil(pixels / (rows * columns)));
  for (let image = 0; image < images; image += together) {
    const left = Math.min(together, images - image);
    bands.push({ image, images: left, row: 0, rows });
  }
  return tapered(bands);
}

function tapered(bands: readonly Band[]): Band[] {
  const whole = bands.length - Math.floor(bands.length / 4);
  return [...bands.slice(0, whole), ...bands.slice(whole).flatMap(halves)];
}

function halves(band: Band): Band[] {
  const { image, images, row, rows } = band;
  if (images > 1) {
    const half = Math.ceil(images / 2), rest = images - half;
    return [
      { ...band, images: half },
      { ...band, image: image + half, images: rest },
    ];
  }
  if (rows === 1) return [band];
  const half = Math.ceil(rows / 2);
  return [
    { ...band, rows: half },
    { ...band, row: row + half, rows: rows - half },
  ];
}

function pixelsOf(all: number): number {
  return Math.max(LEAST_PIXELS, Math.min(MOST_PIXELS, all / BANDS));
}

function bandRows(rows: number, columns: number, pixels: number): number {
  if (rows * columns <= 2 * pixels) return rows;
  return evenStep(rows, Math.max(1, Math.floor(pixels / columns)));
}

/** The step near `wanted` that cuts `length` into equal parts, but for the last. */
function evenStep(length: number, wanted: number): number {
  return Math.ceil(length / Math.ceil(length / wanted));
}
