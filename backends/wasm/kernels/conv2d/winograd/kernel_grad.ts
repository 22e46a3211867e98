/** The gradient of the 2-D convolution in its kernel by Winograd's filtering, the adjoint of the one in conv2d.ts. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { partsOf } from "../../../threads/parts.ts";
import type { Band } from "../bands.ts";
import { winogradTaps } from "../choose.ts";
import type { KernelGrad } from "../shapes.ts";
import { gemmJobs, gemmWork, panelsAt, panelsBytes } from "../../gemm/gemm.ts";
import { COLUMNS } from "../../gemm/kernel.ts";
import type { Rectangle } from "../pad.ts";
import {
  layOut,
  phasesToSpectra,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  type SpectraPlan,
  squaresOf,
  surround,
} from "./spectra.ts";
import { winogradKernel } from "./kernel.ts";
import { TILE } from "./matrices.ts";
import { needing, whole, type WidePhase, widePhases } from "./phases.ts";
import {
  fromSpectra,
  type Spectra,
  toSpectra,
  transformWork,
} from "./transform.ts";

/** Squares of a band: few enough that what is read stays in the cache while it is transformed. */
const SQUARES = 128;
/** Squares of a round, which are the depth of its products: at least, and at most. */
const LEAST_SQUARES = 128, MOST_SQUARES = 1024;
/** Floats of a round's spectra, unless it has the least squares. */
const MOST_FLOATS = 2 ** 21;
/** Jobs of the last transform at most, and floats of a pixel that one of them works on at least. */
const JOBS = 16, LEAST_CHANNELS = 32;

/** Bands whose spectra are in memory at the same time. */
interface Round {
  /** Bands, and how many squares of the round come before each. */
  readonly bands: readonly { readonly band: Band; readonly first: number }[];
  /** The squares of all of them. */
  readonly squares: number;
}

interface Plan extends SpectraPlan {
  readonly phases: readonly WidePhase[];
  /** Channels of all phases. */
  readonly depth: number;
  readonly elements: number;
  readonly rounds: readonly Round[];
  /** Squares of the largest round. */
  readonly largest: number;
  /** Table of the squares of the wide side's spectra. */
  readonly rows: number;
  /** Table of the rows of the sums. */
  readonly sums: number;
}

/** Like `runKernelGradByWindows`, for two or three taps a phase. */
export function runKernelGradByWinograd(
  runtime: WasmRuntime,
  call: KernelGrad,
): void {
  const { shapes: { w: [, , c, o] } } = call;
  const plan = planOf(runtime, call);
  const { depth, elements, largest } = plan;
  using data = runtime.scratch(spectraBytes(elements, largest, depth));
  using grads = runtime.scratch(elements * panelsBytes(o, largest));
  using sums = runtime.scratch(spectraBytes(elements, depth, o));
  plan.rounds.forEach((round, index) => {
    const left = spectraAt(data.address, round.squares, depth);
    transformRound(runtime, call, plan, round, left, grads.address);
    const products = Array.from({ length: elements }, (_, i) => {
      const [from, end] = needing(plan.phases, i);
      return gemmJobs(runtime, {
        // The squares are the depth now, and their channels the rows.
        a: {
          address: left.address + i * left.element + from * c * 4,
          table: plan.rows,
          runs: plan.zero,
          runLength: depth,
          along: "lanes",
        },
        b: panelsAt(
          grads.address + i * panelsBytes(o, round.squares),
          round.squares,
        ),
        c: sums.address + (i * depth + from * c) * o * 4,
        cRows: plan.sums,
        size: [(end - from) * c, o, round.squares],
        accumulate: index > 0,
      });
    });
    runtime.parallel(products.flat(), {
      work: gemmWork([depth, o, elements * round.squares]),
    });
  });
  storeTaps(runtime, call, plan.phases, sums.address);
}

function planOf(runtime: WasmRuntime, { shapes, geometry }: KernelGrad): Plan {
  const { w: [kh, kw, c, o], y: [batch, I, J] } = shapes;
  const key = JSON.stringify(["winograd kernel grad", shapes, geometry]);
  return runtime.plans.get(key, (put) => {
    const taps = winogradTaps(shapes, geometry)!;
    const phases = widePhases([kh, kw], geometry.strides, taps);
    const depth = phases.length * c, elements = (taps + 1) ** 2;
    const wanted = MOST_FLOATS / (elements * (depth + o));
    const most = Math.max(LEAST_SQUARES, Math.min(MOST_SQUARES, wanted));
    const spectra = planSpectra(put, [batch, I, J], depth, o, SQUARES);
    const rounds = roundsOf(spectra, most);
    const largest = Math.max(...rounds.map(({ squares }) => squares));
    return {
      ...spectra,
      phases,
      depth,
      elements,
      rounds,
      largest,
      rows: put(largest, (t) => t * depth * 4),
      sums: put(depth, (k) => k * o * 4),
    };
  });
}

/** Transforms what a round sees on both sides. */
function transformRound(
  runtime: WasmRuntime,
  { x, dy, shapes, geometry }: KernelGrad,
  plan: Plan,
  { bands, squares }: Round,
  left: Spectra,
  panels: number,
): void {
  const { x: [, H, W, c], y: [, I, J, o] } = shapes;
  const wide = {
    address: runtime.address(x),
    height: H,
    width: W,
    channels: c,
  };
  const narrow = {
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };
  const seen = (band: Band): Rectangle =>
    rectangleOf(plan, geometry, band, shapes.w);
  const even = (band: Band): Rectangle => ({
    start: [TILE * band.row, 0],
    size: [TILE * band.rows, TILE * plan.columns],
  });
  const [largest] = plan.bands;
  const bytesOf = ({ size }: Rectangle, channels: number): number =>
    largest.images * size[0] * size[1] * channels * 4;
  const { addresses: [wideCopy, narrowCopy], bytes } = layOut([
    bytesOf(seen(largest), c),
    bytesOf(even(largest), o),
  ]);
  const { phases: [{ taps: { count } }], elements, depth } = plan;
  const transforms = plan.phases.map(({ taps }) =>
    winogradKernel(runtime, taps).data
  );
  const { outputGrad } = winogradKernel(runtime, whole(count));
  const columns = partsOf(o, o / COLUMNS, COLUMNS);
  const jobs = bands.map(({ band, first }): Job => {
    const x = surround(runtime, wide, band, seen(band), wideCopy);
    const dy = surround(runtime, narrow, band, even(band), narrowCopy);
    const size = [band.images, band.rows, plan.columns] as const;
    const { address, ...places } = squaresOf(dy.places, [0, 0], [1, 1]);
    const data = phasesToSpectra(
      transforms,
      plan.phases,
      geometry.strides,
      x.places,
      { ...left, address: left.address + first * left.square },
      { size, channels: c },
    );
    const grads = columns.map(([from, end]) =>
      toSpectra(outputGrad, {
        from: { address: address + from * 4, ...places },
        to: {
          address: panels + (from * squares + first * COLUMNS) * 4,
          square: COLUMNS * 4,
          element: panelsBytes(o, squares),
        },
        grid: { size, channels: end - from },
      })
    );
    return [...x.before, ...data, ...dy.before, ...grads];
  });
  runtime.parallel(jobs, {
    work: transformWork(elements * squares * (depth + o)),
    ownBytes: bytes,
  });
}

/** Puts bands together, at most about so many squares. */
function roundsOf({ bands, columns }: SpectraPlan, most: number): Round[] {
  const rounds: { bands: { band: Band; first: number }[]; squares: number }[] =
    [];
  for (const band of bands) {
    const squares = band.images * band.rows * columns;
    let round = rounds.at(-1);
    if (!round || round.squares + squares > most) {
      rounds.push(round = { bands: [], squares: 0 });
    }
    round.bands.push({ band, first: round.squares });
    round.squares += squares;
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
  const tapBytes = c * o * 4;
  const transforms = phases.map(({ taps }) =>
    winogradKernel(runtime, taps).filterGrad
  );
  const parts = partsOf(c * o, JOBS, LEAST_CHANNELS);
  const jobs = parts.map(([from, end]): Job =>
    phases.map(({ rest: [a, b], taps }, phase) =>
      fromSpectra(transforms[phase], {
        from: {
          address: sums + phase * tapBytes + from * 4,
          square: 0,
          element: phases.length * tapBytes,
        },
        to: {
          address: runtime.address(out) + (a * kw + b) * tapBytes + from * 4,
          image: 0,
          square: [0, 0],
          pixel: [strides[0] * kw * tapBytes, strides[1] * tapBytes],
        },
        grid: { size: [1, 1, 1], channels: end - from },
        // A missing tap is not stored at all.
        bounds: { size: [taps.count, taps.count], waste: 0 },
      })
    )
  );
  const floats = phases.length * tapBytes * phases[0].taps.count ** 2 / 4;
  runtime.parallel(jobs, { work: transformWork(2 * floats) });
}
