/** The 2-D convolution by Winograd's minimal filtering; the phases of its input count as channels. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Part } from "../../../threads/parts.ts";
import { denseTables, type GatherTables, gemmWork } from "../../gemm/gemm.ts";
import type { Band } from "../bands.ts";
import { winogradTaps } from "../choose.ts";
import { columnParts } from "../column_parts.ts";
import { imagesAt } from "../pad.ts";
import type { Convolution } from "../shapes.ts";
import { transformTaps } from "./filters.ts";
import { winogradKernels } from "./kernel.ts";
import { elementsOf, TILE } from "./matrices.ts";
import {
  elementCalls,
  type ElementProduct,
  matrixBytes,
  type Multiplier,
} from "./multiplier.ts";
import { PANELS } from "./panels.ts";
import { needing, whole, type WidePhase, widePhases } from "./phases.ts";
import {
  layOut,
  phasesToSpectra,
  placesFrom,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  surround,
  tilesOf,
} from "./spectra.ts";
import { fromSpectra } from "./transform.ts";

/** Like `runConv2DByWindows`, for two to five taps a phase. */
export function runConv2DByWinograd(
  runtime: WasmRuntime,
  call: Convolution,
  multiplier: Multiplier = PANELS,
): void {
  const { x, out, shapes, geometry, epilogue } = call;
  const { w: [kh, kw, c], y: [batch, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const phases = widePhases([kh, kw], strides, taps);
  const depth = phases.length * c;
  const plan = runtime.plans.get(
    JSON.stringify(["winograd conv2d", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, I, J], depth, o, multiplier.tiles),
      kernel: denseTables(put, c, o, "lanes"),
    }),
  );
  const { tiles } = plan, elements = elementsOf(taps);
  const [{ images: most }] = plan.bands;
  const [height, width] =
    rectangleOf(plan, geometry, plan.bands[0], shapes.w).size;

  const bytes = matrixBytes(multiplier, o, depth);
  const termBytes = multiplier.width(o) * FLOAT_BYTES;
  using filters = runtime.scratch(elements * bytes);
  transformFilters(runtime, multiplier, call, {
    ...{ phases, kernel: plan.kernel, to: filters.address },
  });
  const own = layOut([
    most * height * width * c * FLOAT_BYTES,
    spectraBytes(elements, tiles, depth),
    spectraBytes(elements, tiles, o),
    o * FLOAT_BYTES,
  ]);
  const [copy, data, sums, waste] = own.addresses;
  const left = spectraAt(data, tiles, depth);
  const right = spectraAt(sums, tiles, o);
  const productsOf = ([first, last]: Part): ElementProduct[] =>
    Array.from({ length: elements }, (_, i) => {
      const [from, end] = needing(phases, i);
      return {
        left: left.address + i * left.element + from * c * FLOAT_BYTES,
        matrix: {
          address: filters.address + i * bytes + from * c * termBytes +
            first * depth * FLOAT_BYTES,
          depth,
        },
        terms: "c",
        right: right.address + i * right.element + first * FLOAT_BYTES,
        size: [last - first, (end - from) * c],
      };
    });
  const transforms = phases.map(({ taps }) =>
    winogradKernels(runtime, taps).data
  );
  const { output } = winogradKernels(runtime, whole(taps));
  const parts = columnParts(plan.bands.length, o, multiplier.width(o))
    .map((part) => ({
      part,
      multiply: elementCalls(runtime, multiplier, plan, productsOf(part)),
    }));
  const isWhole = parts.length === 1;
  const outputs = (band: Band): Band => {
    const row = TILE * band.row;
    return { ...band, row, rows: Math.min(TILE * band.rows, I - row) };
  };
  const wide = imagesAt(runtime.address(x), shapes.x);
  const narrow = imagesAt(runtime.address(out), shapes.y);
  const jobs = plan.bands.flatMap((band): Job[] => {
    const rectangle = rectangleOf(plan, geometry, band, shapes.w);
    const { places, before } = surround(runtime, wide, band, rectangle, copy);
    const { images, rows } = band, size = [images, rows, plan.columns] as const;
    const row = TILE * band.row;
    const results = placesFrom(narrow, band.image, [row, 0]);
    const grid = { size, channels: c };
    const tiles = tilesOf(results, [0, 0], [1, 1]);
    return parts.map(({ part: [first, end], multiply }) => [
      ...before,
      ...phasesToSpectra(transforms, {
        ...{ phases, strides, images: places, to: left, grid },
      }),
      ...multiply(images * rows * plan.columns),
      fromSpectra(output, {
        from: { ...right, address: right.address + first * FLOAT_BYTES },
        to: { ...tiles, address: tiles.address + first * FLOAT_BYTES },
        grid: { size, channels: end - first },
        bounds: { size: [I - row, J], waste },
      }),
      ...isWhole ? epilogue.callsFor(outputs(band)) : [],
    ]);
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * I * J / TILE ** 2, o, elements * depth]),
    ownBytes: own.bytes,
  });
  if (!isWhole) plan.bands.forEach((band) => epilogue.runFor(outputs(band)));
}

/** For every element, the transformed taps of all phases as one matrix. */
function transformFilters(
  runtime: WasmRuntime,
  multiplier: Multiplier,
  { w, shapes: { w: [kh, kw, c, o] }, geometry: { strides } }: Convolution,
  { phases, kernel, to }: {
    phases: readonly WidePhase[];
    kernel: GatherTables;
    to: number;
  },
): void {
  const depth = phases.length * c;
  const termBytes = multiplier.width(o) * FLOAT_BYTES;
  transformTaps(
    runtime,
    multiplier,
    {
      gather: { ...kernel, address: runtime.address(w) },
      size: [o, c],
      kernel: [kh, kw],
      strides,
    },
    // Within a panel, the channels of the phases follow each other.
    phases.map(({ remainder, taps }, phase) => ({
      first: remainder,
      taps,
      descends: false,
      to: {
        address: to + phase * c * termBytes,
        tile: depth * termBytes,
        element: matrixBytes(multiplier, o, depth),
      },
    })),
  );
}
