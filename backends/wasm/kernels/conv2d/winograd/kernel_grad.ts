/** The gradient of the 2-D convolution in its kernel by Winograd's minimal filtering, the adjoint of conv2d.ts. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { partsOf } from "../../../threads/parts.ts";
import { denseTables, gemmWork } from "../../gemm/gemm.ts";
import type { Band } from "../bands.ts";
import { winogradTaps } from "../choose.ts";
import { imagesAt, type Rectangle } from "../pad.ts";
import type { KernelGrad } from "../shapes.ts";
import { winogradKernels } from "./kernel.ts";
import { elementsOf, TILE } from "./matrices.ts";
import { matrixBytes, type Multiplier } from "./multiplier.ts";
import { PANELS } from "./panels.ts";
import { needing, whole, type WidePhase, widePhases } from "./phases.ts";
import {
  layOut,
  phasesToSpectra,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  type SpectraPlan,
  surround,
  tilesOf,
} from "./spectra.ts";
import {
  fromSpectra,
  type Spectra,
  toSpectra,
  transformWork,
} from "./transform.ts";

/** Tiles of a band at most: few enough that what is read stays in the cache while it is transformed. */
const TILES = 128;
/** Bands of a round at least, which threads can share evenly. */
const BANDS = 8;
/** Tiles of a round, which are the depth of its products: at least, and at most. */
const LEAST_TILES = 128, MOST_TILES = 1024;
/** Floats of a round's spectra, unless it has the least tiles. */
const MOST_FLOATS = 2 ** 21;
/** Jobs of the last transform at most, and floats of a pixel that one of them works on at least. */
const JOBS = 16, LEAST_CHANNELS = 32;

/** Bands whose spectra are in memory at the same time. */
interface Round {
  /** Bands, and how many tiles of the round come before each. */
  readonly bands: readonly { readonly band: Band; readonly first: number }[];
  /** The tiles of all of them. */
  readonly tiles: number;
}

type Plan = ReturnType<typeof planOf>;

/** Like `runKernelGradByWindows`, for two to five taps a phase. */
export function runKernelGradByWinograd(
  runtime: WasmRuntime,
  call: KernelGrad,
  multiplier: Multiplier = PANELS,
): void {
  const { shapes: { w: [, , c, o] } } = call;
  const plan = planOf(runtime, call);
  const { depth, elements, largest } = plan;
  using data = runtime.scratch(spectraBytes(elements, largest, depth));
  using grads = runtime.scratch(elements * matrixBytes(multiplier, o, largest));
  using sums = runtime.scratch(spectraBytes(elements, depth, o));
  plan.rounds.forEach((round, index) => {
    const left = spectraAt(data.address, round.tiles, depth);
    transformRound(runtime, call, plan, {
      ...{ round, left, multiplier, panels: grads.address },
    });
    const products = Array.from({ length: elements }, (_, i) => {
      const [from, end] = needing(plan.phases, i);
      return multiplier.jobs(runtime, {
        left: {
          address: left.address + i * left.element + from * c * FLOAT_BYTES,
          tables: plan.channels,
          pitch: depth,
        },
        right: grads.address + i * matrixBytes(multiplier, o, round.tiles),
        out: {
          address: sums.address + (i * depth + from * c) * o * FLOAT_BYTES,
          rows: plan.sums,
        },
        size: [(end - from) * c, o, round.tiles],
        accumulate: index > 0,
      });
    });
    runtime.parallel(products.flat(), {
      work: gemmWork([depth, o, elements * round.tiles]),
    });
  });
  storeTaps(runtime, call, plan.phases, sums.address);
}

function planOf(runtime: WasmRuntime, { shapes, geometry }: KernelGrad) {
  const { w: [kh, kw, c, o], y: [batch, I, J] } = shapes;
  const key = JSON.stringify(["winograd kernel grad", shapes, geometry]);
  return runtime.plans.get(key, (put) => {
    const taps = winogradTaps(shapes, geometry)!;
    const phases = widePhases([kh, kw], geometry.strides, taps);
    const depth = phases.length * c, elements = elementsOf(taps);
    const wanted = MOST_FLOATS / (elements * (depth + o));
    const most = Math.max(LEAST_TILES, Math.min(MOST_TILES, wanted));
    const tiles = Math.min(TILES, Math.ceil(most / BANDS));
    const spectra = planSpectra(put, [batch, I, J], depth, o, tiles);
    const rounds = roundsOf(spectra, most);
    const largest = Math.max(...rounds.map(({ tiles }) => tiles));
    return {
      ...spectra,
      phases,
      /** Channels of all phases. */
      depth,
      elements,
      rounds,
      /** Tiles of the largest round. */
      largest,
      /** The spectra of the wide side, whose tiles are the depth of the products. */
      channels: denseTables(put, largest, depth, "lanes"),
      sums: put(depth, (k) => k * o),
    };
  });
}

/** Transforms what a round sees on both sides. */
function transformRound(
  runtime: WasmRuntime,
  { x, dy, shapes, geometry }: KernelGrad,
  plan: Plan,
  { round: { bands, tiles }, left, multiplier, panels }: {
    round: Round;
    left: Spectra;
    multiplier: Multiplier;
    panels: number;
  },
): void {
  const { x: [, , , c], y: [, , , o] } = shapes, { strides } = geometry;
  const wide = imagesAt(runtime.address(x), shapes.x);
  const narrow = imagesAt(runtime.address(dy), shapes.y);
  const seen = (band: Band): Rectangle =>
    rectangleOf(plan, geometry, band, shapes.w);
  const even = (band: Band): Rectangle => ({
    start: [TILE * band.row, 0],
    size: [TILE * band.rows, TILE * plan.columns],
  });
  const [largest] = plan.bands;
  const bytesOf = ({ size }: Rectangle, channels: number): number =>
    largest.images * size[0] * size[1] * channels * FLOAT_BYTES;
  const { addresses: [wideCopy, narrowCopy], bytes } = layOut([
    bytesOf(seen(largest), c),
    bytesOf(even(largest), o),
  ]);
  const { phases: [{ taps: { count } }], elements, depth } = plan;
  const transforms = plan.phases.map(({ taps }) =>
    winogradKernels(runtime, taps).data
  );
  const { outputGrad } = winogradKernels(runtime, whole(count));
  const panel = multiplier.width(o);
  const columns = partsOf(o, o / panel, panel);
  const jobs = bands.map(({ band, first }): Job => {
    const x = surround(runtime, wide, band, seen(band), wideCopy);
    const dy = surround(runtime, narrow, band, even(band), narrowCopy);
    const size = [band.images, band.rows, plan.columns] as const;
    const { address, ...places } = tilesOf(dy.places, [0, 0], [1, 1]);
    const data = phasesToSpectra(transforms, {
      ...{ phases: plan.phases, strides, images: x.places },
      to: { ...left, address: left.address + first * left.tile },
      grid: { size, channels: c },
    });
    const grads = columns.map(([from, end]) =>
      toSpectra(outputGrad, {
        from: { address: address + from * FLOAT_BYTES, ...places },
        to: {
          address: panels + (from * tiles + first * panel) * FLOAT_BYTES,
          tile: panel * FLOAT_BYTES,
          element: matrixBytes(multiplier, o, tiles),
        },
        grid: { size, channels: end - from },
      })
    );
    return [...x.before, ...data, ...dy.before, ...grads];
  });
  runtime.parallel(jobs, {
    work: transformWork(elements * tiles * (depth + o)),
    ownBytes: bytes,
  });
}

/** Puts bands together, at most about so many tiles. */
function roundsOf({ bands, columns }: SpectraPlan, most: number): Round[] {
  const rounds: { bands: { band: Band; first: number }[]; tiles: number }[] =
    [];
  for (const band of bands) {
    const tiles = band.images * band.rows * columns;
    let round = rounds.at(-1);
    if (!round || round.tiles + tiles > most) {
      rounds.push(round = { bands: [], tiles: 0 });
    }
    round.bands.push({ band, first: round.tiles });
    round.tiles += tiles;
  }
  return rounds;
}

/** Transforms the sums of each phase back to its taps. */
function storeTaps(
  runtime: WasmRuntime,
  { out, shapes: { w: [, kw, c, o] }, geometry: { strides } }: KernelGrad,
  phases: readonly WidePhase[],
  sums: number,
): void {
  const tapBytes = c * o * FLOAT_BYTES;
  const transforms = phases.map(({ taps }) =>
    winogradKernels(runtime, taps).filterGrad
  );
  const parts = partsOf(c * o, JOBS, LEAST_CHANNELS);
  const jobs = parts.map(([from, end]): Job =>
    phases.map(({ remainder: [a, b], taps }, phase) =>
      fromSpectra(transforms[phase], {
        from: {
          address: sums + phase * tapBytes + from * FLOAT_BYTES,
          tile: 0,
          element: phases.length * tapBytes,
        },
        to: {
          address: runtime.address(out) + (a * kw + b) * tapBytes +
            from * FLOAT_BYTES,
          image: 0,
          tile: [0, 0],
          pixel: [strides[0] * kw * tapBytes, strides[1] * tapBytes],
        },
        grid: { size: [1, 1, 1], channels: end - from },
        // A missing tap is not stored at all.
        bounds: { size: [taps.count, taps.count], waste: 0 },
      })
    )
  );
  const floats = phases.length * c * o * phases[0].taps.count ** 2;
  runtime.parallel(jobs, { work: transformWork(2 * floats) });
}
