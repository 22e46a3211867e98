/**
 * The gradient in the kernel as one product: the transposed matrix of windows times the narrow side.
 *
 * The depth of the product, all pixels, is much longer than the kernel is large. Where a kernel has too few blocks to keep
 * threads busy, the pixels are cut into chunks (by shape, never by threads), and their products are added up at the end.
 */

import { sizeOf } from "../../../../view.ts";
import type { Call, Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { partsOf } from "../../../threads/parts.ts";
import {
  gemmCall,
  gemmParts,
  gemmWork,
  packCall,
  packWork,
  panelsAt,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { PANEL_ROW_BYTES } from "../../gemm/tile.ts";
import { fillZeros } from "../../zeros.ts";
import type { Band } from "../bands.ts";
import { imagesAt } from "../pad.ts";
import { addUp } from "../partial_sums.ts";
import type { Conv2DLayout, KernelGrad } from "../shapes.ts";
import { planWindows, windowsOf } from "./windows.ts";

/** Jobs that the product is to have at least. */
const LEAST_JOBS = 16;
/** Pixels of a band at most, and of a chunk at least. */
const BAND_PIXELS = 1024, CHUNK_PIXELS = 512;
/** Roughly the bytes of packed and padded copies that lie in memory at a time. */
const MOST_BYTES = 2 ** 25;

/** With so few rows, packing the narrow side would cost more than it saves. */
const FEW_ROWS = 64;

/** Multiplies the columns of all windows by the narrow side. */
export function runKernelGradByWindows(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const [, rows, columns, o] = shapes.y;
  const plan = planOf(runtime, { shapes, geometry });
  const { bands, bandsPerChunk, chunks, depth } = plan;
  if (bands.length === 0) return fillZeros(runtime, out);

  const pixelsOf = ({ images, rows }: Band): number => images * rows * columns;
  const isDirect = depth <= FEW_ROWS && o % 8 === 0;
  const panels = isDirect ? 0 : panelsBytes(o, pixelsOf(bands[0]));
  const bandBytes = panels + plan.copyBytes;
  const together = Math.min(bands.length, chunks * bandsPerChunk);
  const outBytes = sizeOf(shapes.w) * FLOAT_BYTES;
  using space = runtime.scratch(together * bandBytes);
  using sums = runtime.scratch(chunks > 1 ? chunks * outBytes : 0);
  const images = imagesAt(runtime.address(x), shapes.x);

  for (let first = 0; first < bands.length; first += together) {
    const round = bands.slice(first, first + together);
    const pixels = round.reduce((sum, band) => sum + pixelsOf(band), 0);
    const copies = round.map((band, i) => {
      const to = space.address + i * bandBytes;
      const start = (band.image * rows + band.row) * columns;
      const address = runtime.address(dy) + start * o * FLOAT_BYTES;
      const narrow = { ...plan.narrow, address };
      const copy = to + panels;
      const { gather, before } = windowsOf(runtime, plan, band, images, copy);
      if (isDirect) {
        const rowBytes = o * FLOAT_BYTES;
        const b = {
          address: narrow.address,
          panelBytes: PANEL_ROW_BYTES,
          rowBytes,
        };
        return { band, b, gather, job: before };
      }
      const count = pixelsOf(band), b = panelsAt(to, count);
      const packing = packCall(runtime, narrow, count, to, [0, o]);
      return { band, b, gather, job: [...before, packing] };
    });
    runtime.parallel(copies.map(({ job }) => job), {
      work: packWork(round.length * bandBytes / FLOAT_BYTES),
    });

    const parts = gemmParts([depth, o, pixels], LEAST_JOBS);
    const jobs = partsOf(round.length, chunks, 1).flatMap(([from, end], i) => {
      const c = chunks > 1 ? sums.address + i * outBytes : runtime.address(out);
      return parts.map(([rowPart, columnPart]): Job =>
        copies.slice(from, end).map(({ band, b, gather }, k): Call =>
          gemmCall(
            runtime,
            {
              // The windows are the depth now, and their elements the rows.
              a: { ...gather, along: "lanes" },
              b,
              c,
              cRows: plan.kernel.table,
              size: [depth, o, pixelsOf(band)],
              accumulate: first + k > 0,
            },
            rowPart,
            columnPart,
          )
        )
      );
    });
    runtime.parallel(jobs, { work: gemmWork([depth, o, pixels]) });
  }
  if (chunks > 1) addUp(runtime, out, sums.address, chunks);
}

function planOf(
  runtime: WasmRuntime,
  { shapes, geometry }: Conv2DLayout,
) {
  const key = JSON.stringify(["conv2dKernelGrad", shapes, geometry]);
  return runtime.plans.get(key, (put) => {
    const { w: [kh, kw, c, o], y: [batch, rows, columns] } = shapes;
    const pixels = batch * rows * columns;
    const parts = gemmParts([kh * kw * c, o, pixels], LEAST_JOBS).length;
    const wanted = Math.min(
      Math.ceil(LEAST_JOBS / Math.max(parts, 1)),
      Math.floor(pixels / CHUNK_PIXELS),
    );
    const most = Math.min(BAND_PIXELS, pixels / Math.max(wanted, 1));
    const windows = planWindows(put, { shapes, geometry }, most);
    const { bands, copyBytes } = windows;
    const bandPixels = bands.length > 0
      ? bands[0].images * bands[0].rows * columns
      : 0;
    const bandBytes = panelsBytes(o, bandPixels) + copyBytes;
    const inMemory = Math.max(1, Math.floor(MOST_BYTES / bandBytes));
    const together = Math.min(bands.length, inMemory);
    const perChunk = Math.ceil(together / Math.max(1, wanted));
    const chunks = Math.ceil(together / perChunk);
    return {
      ...windows,
      bandsPerChunk: perChunk,
      /** The most chunks that are worked on at a time; later ones are added to them. */
      chunks,
    };
  });
}
