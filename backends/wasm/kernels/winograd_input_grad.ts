/** The transposed convolution by Winograd's filtering, phase by phase. */

import type { Job, WasmRuntime } from "../runtime.ts";
import { winogradTaps } from "./choose.ts";
import type { InputGrad } from "./conv2d_shapes.ts";
import { gemmWork, type Panels, panelsAt, panelsBytes } from "./gemm.ts";
import {
  layOut,
  multiplySpectra,
  planSpectra,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./winograd.ts";
import { transformTaps } from "./winograd_filters.ts";
import { TILE } from "./winograd_matrices.ts";
import { fromSpectra, toSpectra } from "./winograd_transform.ts";

/** Squares of a band: few enough that their spectra stay in the cache. */
const SQUARES = 64;

/** Outputs `first`, `first + stride`, ... of an axis: the taps `rest`, `rest + stride`, ... see inputs up to `input`. */
interface AxisPhase {
  readonly first: number;
  readonly rest: number;
  readonly input: number;
  readonly count: number;
}

/** Like `runByPhases`, for two or three taps a phase. */
export function runInputGradByWinograd(
  runtime: WasmRuntime,
  call: InputGrad,
): void {
  const { dy, out, shapes, geometry, finish } = call;
  const { x: [batch, H, W, c], y: [, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const [rows, columns] = phasesOf(call);
  const count = [rows[0].count, columns[0].count] as const;
  const plan = runtime.plans.get(
    JSON.stringify(["winograd input grad", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, ...count], o, c, SQUARES),
      lanes: put(c, (lane) => lane * o * 4),
    }),
  );
  const { squares } = plan, elements = (taps + 1) ** 2;
  const seen = [rows, columns].map((phases) => {
    const start = phases[0].input - taps + 1;
    return { start, more: phases[phases.length - 1].input - start + 1 };
  });
  const sizeOf = (squareRows: number): [number, number] => [
    squareRows * TILE + seen[0].more - 1,
    plan.columns * TILE + seen[1].more - 1,
  ];

  using filters = runtime.scratch(
    rows.length * columns.length * elements * panelsBytes(c, o),
  );
  const panels = filterPanels(runtime, call, taps, plan, filters.address);
  const [{ images: most, rows: high }] = plan.bands;
  const own = layOut([
    most * sizeOf(high)[0] * sizeOf(high)[1] * o * 4,
    spectraBytes(elements, squares, o),
    spectraBytes(elements, squares, c),
    c * 4,
  ]);
  const [copy, data, sums, waste] = own.addresses;
  const left = spectraAt(data, squares, o);
  const right = spectraAt(sums, squares, c);
  const images = {
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };
  const jobs = plan.bands.map((band): Job => {
    const { places, before } = surround(runtime, images, band, {
      start: [TILE * band.row + seen[0].start, seen[1].start],
      size: sizeOf(band.rows),
    }, copy);
    const size = [band.images, band.rows, plan.columns] as const;
    const line = TILE * band.row * strides[0], rowBytes = W * c * 4;
    const wide = {
      address: runtime.address(out) + (band.image * H + line) * rowBytes,
      image: H * rowBytes,
      row: rowBytes,
      pixel: c * 4,
    };
    const calls = rows.flatMap((row, i) =>
      columns.flatMap((column, j) => {
        const start = [
          row.input - rows[0].input,
          column.input - columns[0].input,
        ] as const;
        return [
          toSpectra(runtime, taps, "data", {
            from: squaresOf(places, start, [1, 1]),
            to: left,
            grid: { size, channels: o },
          }),
          ...multiplySpectra(runtime, plan, {
            left,
            panels: panels[i * columns.length + j],
            right,
            size: [band.images * band.rows * plan.columns, c, o],
          }),
          fromSpectra(runtime, taps, "output", {
            from: right,
            to: squaresOf(wide, [row.first, column.first], strides),
            grid: { size, channels: c },
            bounds: {
              size: [row.count - TILE * band.row, column.count],
              waste,
            },
          }),
        ];
      })
    );
    const lines = Math.min(TILE * band.rows * strides[0], H - line);
    return [
      ...before,
      ...calls,
      ...finish.band({ ...band, row: line, rows: lines }),
    ];
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * count[0] * count[1], c, elements * o]),
    ownBytes: own.bytes,
  });
}

/** The phases of both axes, inputs ascending. */
function phasesOf({ shapes: { x }, geometry }: InputGrad): AxisPhase[][] {
  return geometry.strides.map((stride, axis) => {
    const length = x[axis + 1], padding = geometry.padding[axis];
    return Array.from({ length: Math.min(stride, length) }, (_, first) => ({
      first,
      rest: (first + padding) % stride,
      input: Math.floor((first + padding) / stride),
      count: Math.ceil((length - first) / stride),
    }));
  });
}

/** For every phase and element, the transformed taps as a packed matrix. */
function filterPanels(
  runtime: WasmRuntime,
  call: InputGrad,
  taps: 2 | 3,
  { lanes, zero }: { lanes: number; zero: number },
  to: number,
): Panels[][] {
  const { shapes: { w: [kh, kw, c, o] }, geometry: { strides } } = call;
  const element = panelsBytes(c, o), elements = (taps + 1) ** 2;
  const [rows, columns] = phasesOf(call);
  const phases = rows.flatMap(({ rest }) =>
    columns.map((column) => [rest, column.rest] as const)
  );
  const addressOf = (phase: number): number => to + phase * elements * element;
  transformTaps(
    runtime,
    {
      gather: {
        address: runtime.address(call.w),
        table: lanes,
        runs: zero,
        runLength: o,
        along: "depth",
      },
      size: [c, o],
      bytes: [c * o * 4, element],
      kernel: [kh, kw],
      strides,
      perPhase: taps,
    },
    phases.map(([a, b], phase) => ({
      // Inputs ascend as taps descend.
      first: [a + (taps - 1) * strides[0], b + (taps - 1) * strides[1]],
      descends: true,
      to: { address: addressOf(phase), square: o * 32, element },
    })),
    o * 8,
  );
  return phases.map((_, phase) =>
    Array.from(
      { length: elements },
      (_, i) => panelsAt(addressOf(phase) + i * element, o),
    )
  );
}
