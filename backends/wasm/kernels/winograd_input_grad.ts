/** The transposed convolution by Winograd's filtering, phase by phase. */

import type { WasmRuntime } from "../runtime.ts";
import { winogradTaps } from "./choose.ts";
import type { InputGrad } from "./conv2d_shapes.ts";
import { type Panels, panelsBytes } from "./gemm.ts";
import {
  multiplySpectra,
  packTaps,
  planSpectra,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./winograd.ts";
import { TILE } from "./winograd_matrices.ts";
import { fromSpectra, toSpectra } from "./winograd_transform.ts";

/** Squares of a band: few enough that their spectra stay in the cache. */
const SQUARES = 128;

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
  const [height, width] = sizeOf(plan.bands[0].rows);

  using filters = runtime.scratch(
    rows.length * columns.length * elements * panelsBytes(c, o),
  );
  const panels = filterPanels(runtime, call, taps, plan, filters.address);
  using copy = runtime.scratch(plan.bands[0].images * height * width * o * 4);
  using data = runtime.scratch(spectraBytes(elements, squares, o));
  using sums = runtime.scratch(spectraBytes(elements, squares, c));
  using waste = runtime.scratch(c * 4);
  const left = spectraAt(data.address, squares, o);
  const right = spectraAt(sums.address, squares, c);
  const images = {
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };
  for (const band of plan.bands) {
    const around = surround(runtime, images, band, {
      start: [TILE * band.row + seen[0].start, seen[1].start],
      size: sizeOf(band.rows),
    }, copy.address);
    const size = [band.images, band.rows, plan.columns] as const;
    const line = TILE * band.row * strides[0];
    const wide = {
      address: runtime.address(out) +
        (band.image * H + line) * W * c * 4,
      image: H * W * c * 4,
      row: W * c * 4,
      pixel: c * 4,
    };
    rows.forEach((row, i) =>
      columns.forEach((column, j) => {
        const start = [
          row.input - rows[0].input,
          column.input - columns[0].input,
        ] as const;
        toSpectra(runtime, taps, "data", {
          from: squaresOf(around, start, [1, 1]),
          to: left,
          grid: { size, channels: o },
        });
        multiplySpectra(runtime, plan, {
          left,
          panels: panels[i * columns.length + j],
          right,
          size: [band.images * band.rows * plan.columns, c, o],
        });
        fromSpectra(runtime, taps, "output", {
          from: right,
          to: squaresOf(wide, [row.first, column.first], strides),
          grid: { size, channels: c },
          bounds: {
            size: [row.count - TILE * band.row, column.count],
            waste: waste.address,
          },
        });
      })
    );
    const lines = Math.min(TILE * band.rows * strides[0], H - line);
    finish.band({ ...band, row: line, rows: lines });
  }
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
  const { w: [kh, kw, c, o] } = call.shapes, { strides } = call.geometry;
  const bytes = panelsBytes(c, o), elements = (taps + 1) ** 2;
  const all = [strides[0] * taps, strides[1] * taps] as const;
  const row = all[1] * bytes;
  using packed = runtime.scratch(all[0] * row);
  packTaps(runtime, {
    kernel: [kh, kw],
    all,
    tapBytes: c * o * 4,
    gather: {
      address: runtime.address(call.w),
      table: lanes,
      runs: zero,
      runLength: o,
      along: "depth",
    },
    size: [c, o],
    bytes,
  }, packed.address);

  const [rows, columns] = phasesOf(call);
  const phases = rows.flatMap(({ rest }) =>
    columns.map((column) => [rest, column.rest])
  );
  return phases.map(([top, left], phase) => {
    const address = to + phase * elements * bytes;
    // Inputs ascend as taps descend.
    const last = [
      top + (taps - 1) * strides[0],
      left + (taps - 1) * strides[1],
    ];
    toSpectra(runtime, taps, "filter", {
      from: {
        address: packed.address + last[0] * row + last[1] * bytes,
        image: 0,
        square: [0, 0],
        pixel: [-strides[0] * row, -strides[1] * bytes],
      },
      to: { address, square: 0, element: bytes },
      grid: { size: [1, 1, 1], channels: bytes / 4 },
    });
    return Array.from({ length: elements }, (_, element) => ({
      address: address + element * bytes,
      panelBytes: o * 32,
      rowBytes: 32,
    }));
  });
}
