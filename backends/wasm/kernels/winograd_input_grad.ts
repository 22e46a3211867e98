/** The transposed convolution by Winograd's filtering, phase by phase. */

import type { Call, Job, WasmRuntime } from "../runtime.ts";
import { winogradTaps } from "./choose.ts";
import type { InputGrad } from "./conv2d_shapes.ts";
import { gemmWork, panelsAt, panelsBytes } from "./gemm.ts";
import { COLUMNS } from "./gemm_kernel.ts";
import {
  elementCall,
  layOut,
  planSpectra,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./winograd.ts";
import { transformTaps } from "./winograd_filters.ts";
import { type Missing, TILE } from "./winograd_matrices.ts";
import { common, type HasTaps, inOrder, needing } from "./winograd_phases.ts";
import { fromSpectra, toSpectra } from "./winograd_transform.ts";

/** Squares of a band: few enough that their spectra stay in the cache. */
const SQUARES = 64;

/** Outputs `first`, `first + stride`, ... of an axis: the taps `rest`, `rest + stride`, ... see inputs up to `input`. */
interface AxisPhase {
  readonly first: number;
  readonly rest: number;
  readonly input: number;
  readonly count: number;
  readonly missing: Missing | undefined;
}

/** A phase of both axes. */
interface Phase extends HasTaps {
  readonly row: AxisPhase;
  readonly column: AxisPhase;
}

/** Phases that see the same inputs, whose columns lie beside each other. */
interface Group {
  readonly phases: readonly Phase[];
  /** Where the packed filters of the first phase begin. */
  readonly filters: number;
}

/** Like `runByPhases`, for two or three taps a phase. */
export function runInputGradByWinograd(
  runtime: WasmRuntime,
  call: InputGrad,
): void {
  const { dy, out, shapes, geometry, finish } = call;
  const { x: [batch, H, W, c], y: [, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const axes = axisPhases(call, taps);
  const outputs = axes.map(([{ count }]) => count);
  const together = grouped(axes, taps);
  const columns = Math.ceil(c / COLUMNS) * COLUMNS;
  const most = Math.max(...together.map((phases) => phases.length));
  const plan = runtime.plans.get(
    JSON.stringify(["winograd input grad", shapes, geometry]),
    (put) => ({
      ...planSpectra(
        put,
        [batch, outputs[0], outputs[1]],
        o,
        most * columns,
        SQUARES,
      ),
      lanes: put(c, (lane) => lane * o * 4),
    }),
  );
  const { squares } = plan, elements = (taps + 1) ** 2;
  const [top, left] = axes.map(([{ input }]) => input);
  const more = axes.map((phases, axis) =>
    phases[phases.length - 1].input - [top, left][axis] + taps - 1
  );
  const sizeOf = (squareRows: number): [number, number] => [
    squareRows * TILE + more[0],
    plan.columns * TILE + more[1],
  ];

  const filterBytes = panelsBytes(c, o);
  using filters = runtime.scratch(
    axes[0].length * axes[1].length * elements * filterBytes,
  );
  let next = filters.address;
  const groups = together.map((phases): Group => {
    const group = { phases, filters: next };
    next += phases.length * elements * filterBytes;
    return group;
  });
  packFilters(runtime, call, groups, plan);
  const [{ images, rows: high }] = plan.bands;
  const own = layOut([
    images * sizeOf(high)[0] * sizeOf(high)[1] * o * 4,
    spectraBytes(elements, squares, o),
    spectraBytes(elements, squares, most * columns),
    c * 4,
  ]);
  const [copy, data, sums, waste] = own.addresses;
  const spectra = spectraAt(data, squares, o);
  const results = spectraAt(sums, squares, most * columns);
  const narrow = {
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };
  const jobs = plan.bands.map((band): Job => {
    const { places, before } = surround(runtime, narrow, band, {
      start: [TILE * band.row + top - taps + 1, left - taps + 1],
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
    const count = band.images * band.rows * plan.columns;
    const calls = groups.flatMap(({ phases, filters }) => {
      const [{ row, column }] = phases;
      const start = [row.input - top, column.input - left] as const;
      const products = Array.from({ length: elements }, (_, i): Call[] => {
        const [from, end] = needing(phases, i);
        if (from === end) return [];
        const first = filters + (i * phases.length + from) * filterBytes;
        return [elementCall(runtime, plan, count, {
          left: spectra.address + i * spectra.element,
          panels: panelsAt(first, o),
          right: results.address + i * results.element + from * columns * 4,
          size: [(end - from - 1) * columns + c, o],
        })];
      });
      return [
        toSpectra(runtime, common(phases), "data", {
          from: squaresOf(places, start, [1, 1]),
          to: spectra,
          grid: { size, channels: o },
        }),
        ...products.flat(),
        ...phases.map(({ row, column, taps }, i) =>
          fromSpectra(runtime, taps, "output", {
            from: { ...results, address: results.address + i * columns * 4 },
            to: squaresOf(wide, [row.first, column.first], strides),
            grid: { size, channels: c },
            bounds: {
              size: [row.count - TILE * band.row, column.count],
              waste,
            },
          })
        ),
      ];
    });
    const lines = Math.min(TILE * band.rows * strides[0], H - line);
    return [
      ...before,
      ...calls,
      ...finish.band({ ...band, row: line, rows: lines }),
    ];
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * outputs[0] * outputs[1], c, elements * o]),
    ownBytes: own.bytes,
  });
}

/** The phases of both axes, inputs ascending. */
function axisPhases(
  { shapes: { x, w }, geometry: { strides, padding } }: InputGrad,
  taps: 2 | 3,
): AxisPhase[][] {
  return strides.map((stride, axis) => {
    const length = x[axis + 1];
    return Array.from({ length: Math.min(stride, length) }, (_, first) => {
      const rest = (first + padding[axis]) % stride;
      return {
        first,
        rest,
        input: Math.floor((first + padding[axis]) / stride),
        count: Math.ceil((length - first) / stride),
        // Inputs ascend as taps descend.
        missing: rest + (taps - 1) * stride < w[axis] ? undefined : "first",
      };
    });
  });
}

/** The phases of both axes together, by the inputs that they see. */
function grouped([rows, columns]: AxisPhase[][], count: 2 | 3): Phase[][] {
  const phases = rows.flatMap((row) =>
    columns.map((column): Phase => ({
      row,
      column,
      taps: { count, missing: [row.missing, column.missing] },
    }))
  );
  const groups = Map.groupBy(
    phases,
    ({ row, column }) => `${row.input},${column.input}`,
  );
  return [...groups.values()].map(inOrder);
}

/** For every group and element, the transformed taps of its phases as packed matrices. */
function packFilters(
  runtime: WasmRuntime,
  { w, shapes: { w: [kh, kw, c, o] }, geometry: { strides } }: InputGrad,
  groups: readonly Group[],
  { lanes, zero }: { lanes: number; zero: number },
): void {
  const bytes = panelsBytes(c, o);
  transformTaps(
    runtime,
    {
      gather: {
        address: runtime.address(w),
        table: lanes,
        runs: zero,
        runLength: o,
        along: "depth",
      },
      size: [c, o],
      bytes: [c * o * 4, bytes],
      kernel: [kh, kw],
      strides,
    },
    groups.flatMap(({ phases, filters }) =>
      phases.map(({ row, column, taps }, i) => ({
        first: [
          row.rest + (taps.count - 1) * strides[0],
          column.rest + (taps.count - 1) * strides[1],
        ] as const,
        taps,
        descends: true,
        to: {
          address: filters + i * bytes,
          square: o * 32,
          element: phases.length * bytes,
        },
      }))
    ),
    o * 8,
  );
}
