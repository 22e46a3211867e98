/** What notebooks show of tensors. */

import { imageGrid } from "../../data/image_grid.ts";
import { encodePng } from "../../data/png/encode_png.ts";
import type { Picture } from "../../data/png/picture.ts";
import { contiguous, type Shape } from "../../backends/view.ts";
import { placesAlong } from "./array_text.ts";
import { base64, escaped } from "../../config/markup.ts";
import { below, type Elements } from "./elements.ts";
import { floatFormat } from "./number_format.ts";

/**
 * One thing in several forms, by their MIME types: what `Symbol.for("Jupyter.display")` gives.
 * @category Tensors
 */
export type Display = Readonly<Record<string, string>>;

/** Rows and columns of the largest table. */
const MOST_ROWS = 20;
/** Images of the largest grid. */
const MOST_IMAGES = 64;
/** Pixels that the longer side of a picture should have at least. */
const LEAST_PIXELS = 224;

/** Shows a tensor of one or two axes as a table, images [height, width, channels] and batches of them as a picture. */
export async function displayOf(
  tensor: Elements,
  what = `${tensor}`,
): Promise<Display> {
  if (tensor.disposed) return { "text/plain": what };
  const { shape } = tensor.view;
  const data = await tensor.read();
  const text = what + below(data, contiguous(shape));
  const rich: Display = isImages(shape)
    ? { "image/png": await pictureOf(data, shape) }
    : (shape.length === 1 || shape.length === 2) && data.length > 0
    ? { "text/html": tableOf(what, data, shape) }
    : {};
  return { "text/plain": text, ...rich };
}

/** Whether it is an image [height, width, 1, 3 or 4], or a batch of them. */
function isImages(shape: Shape): boolean {
  return (shape.length === 3 || shape.length === 4) && !shape.includes(0) &&
    [1, 3, 4].includes(shape[shape.length - 1]);
}

/** A PNG file in base64; values that are not from 0 to 1 are brought there. */
async function pictureOf(
  data: Float32Array | Float64Array,
  shape: Shape,
): Promise<string> {
  const [height, width, channels] = shape.slice(-3);
  const count = Math.min(shape.length === 4 ? shape[0] : 1, MOST_IMAGES);
  const size = height * width * channels;
  const shown = between0And1(data.subarray(0, count * size));
  const picture = imageGrid({
    shape: [count, height, width, channels],
    data: shown,
  }, { gap: count > 1 ? 1 : 0 });
  return base64(await encodePng(enlarged(picture)));
}

/** Values as they are if they lie there, those of bytes divided by 255, others with the least as 0 and the largest as 1. */
function between0And1(data: Float32Array | Float64Array): Float32Array {
  let least = Infinity, most = -Infinity;
  for (const x of data) {
    if (!Number.isFinite(x)) continue;
    least = Math.min(least, x);
    most = Math.max(most, x);
  }
  if (least >= 0 && most <= 1) return Float32Array.from(data);
  const isBytes = least >= 0 && most <= 255 && data.every(Number.isInteger);
  const [from, range] = isBytes ? [0, 255] : [least, most - least || 1];
  return Float32Array.from(data, (x) => (x - from) / range);
}

/** Each pixel as a square of several, if the picture would be small. */
function enlarged({ width, height, channels, data }: Picture): Picture {
  const times = Math.ceil(LEAST_PIXELS / Math.max(width, height));
  const large = new Uint8Array(width * height * times ** 2 * channels);
  let at = 0;
  for (let y = 0; y < height * times; y++) {
    for (let x = 0; x < width * times; x++) {
      const from = (Math.floor(y / times) * width + Math.floor(x / times)) *
        channels;
      for (let c = 0; c < channels; c++) large[at++] = data[from + c];
    }
  }
  return {
    width: width * times,
    height: height * times,
    channels,
    data: large,
  };
}

/** A table with the places along the axes at its sides. */
function tableOf(
  caption: string,
  data: ArrayLike<number>,
  shape: Shape,
): string {
  const [height, width] = shape.length === 2 ? shape : [1, shape[0]];
  const rows = placesAlong(height, MOST_ROWS);
  const columns = placesAlong(width, MOST_ROWS);
  const at = (row: number, column: number) => data[row * width + column];
  const shown = rows.flatMap((row) =>
    columns.flatMap((column) =>
      row === null || column === null ? [] : [at(row, column)]
    )
  );
  const format = floatFormat(
    shown,
    data instanceof Float64Array ? "double" : "single",
  );
  const head = columns.map((column) => `<th>${column ?? "…"}</th>`).join("");
  const body = rows.map((row) => {
    const cells = columns.map((column) => {
      const isShown = row !== null && column !== null;
      return `<td>${isShown ? format(at(row, column)).trim() : "…"}</td>`;
    });
    return `<tr><th>${row ?? "…"}</th>${cells.join("")}</tr>`;
  });
  return `<table><caption>${
    escaped(caption)
  }</caption><thead><tr><th></th>${head}</tr></thead><tbody>${
    body.join("")
  }</tbody></table>`;
}
