/** The transposed convolution by Winograd's minimal filtering, phase by phase. */

import type { Call, Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Part } from "../../../threads/parts.ts";
import { denseTables, gemmWork } from "../../gemm/gemm.ts";
import type { Band } from "../bands.ts";
import { winogradTaps } from "../choose.ts";
import { columnParts } from "../column_parts.ts";
import { imagesAt } from "../pad.ts";
import type { InputGrad } from "../shapes.ts";
import { type AxisPhase, axisPhases } from "../stride_phases.ts";
import { transformTaps } from "./filters.ts";
import { winogradKernels } from "./kernel.ts";
import { elementsOf, TILE } from "./matrices.ts";
import {
  elementCalls,
  type ElementProduct,
  filled,
  matrixBytes,
  type Multiplier,
} from "./multiplier.ts";
import { PANELS } from "./panels.ts";
import { common, type Group, groupsOf, lastOf, needing } from "./phases.ts";
import {
  layOut,
  placesFrom,
  planSpectra,
  spectraAt,
  spectraBytes,
  surround,
  tilesOf,
} from "./spectra.ts";
import { fromSpectra, type Spectra, toSpectra } from "./transform.ts";

type Plan = ReturnType<typeof planOf>;

/** Like `runInputGradByPhases`, for two to five taps a phase. */
export function runInputGradByWinograd(
  runtime: WasmRuntime,
  call: InputGrad,
  multiplier: Multiplier = PANELS,
): void {
  const { dy, out, shapes, geometry: { strides }, epilogue } = call;
  const { x: [batch, H, , c], y: [, , , o] } = shapes;
  const plan = planOf(runtime, multiplier, call);
  const { tiles, taps, groups, start, more, outputs } = plan;
  const elements = elementsOf(taps);
  const sizeOf = ({ rows }: Band): readonly [number, number] => [
    rows * TILE + more[0],
    plan.columns * TILE + more[1],
  ];
  const phases = groups.flat().length;
  using filters = runtime.scratch(
    phases * elements * matrixBytes(multiplier, c, o),
  );
  const addresses = transformFilters(
    runtime,
    multiplier,
    call,
    plan,
    filters.address,
  );

  const [largest] = plan.bands, columns = filled(multiplier, c);
  const [height, width] = sizeOf(largest);
  const own = layOut([
    largest.images * height * width * o * FLOAT_BYTES,
    spectraBytes(elements, tiles, o),
    spectraBytes(elements, tiles, plan.most * columns),
    c * FLOAT_BYTES,
  ]);
  const [copy, data, sums, waste] = own.addresses;
  const left = spectraAt(data, tiles, o);
  const right = spectraAt(sums, tiles, plan.most * columns);
  const narrow = imagesAt(runtime.address(dy), shapes.y);
  const wide = imagesAt(runtime.address(out), shapes.x);
  const parts = columnParts(plan.bands.length, c, multiplier.width(c));
  const isWhole = parts.length === 1;
  const steps = groups.map((group, i) => ({
    group,
    data: winogradKernels(runtime, common(group)).data,
    multiply: parts.map((part) =>
      elementCalls(
        runtime,
        multiplier,
        plan,
        productsOf(multiplier, group, {
          ...{ filters: addresses[i], left, right, size: [c, o], part },
        }),
      )
    ),
    outputs: group.map(({ taps }) => winogradKernels(runtime, taps).output),
  }));
  const outputsOf = (band: Band): Band => {
    const row = TILE * band.row * strides[0];
    const rows = Math.min(TILE * band.rows * strides[0], H - row);
    return { ...band, row, rows };
  };
  const jobs = plan.bands.flatMap((band): Job[] => {
    const { places, before } = surround(runtime, narrow, band, {
      start: [TILE * band.row + start[0], start[1]],
      size: sizeOf(band),
    }, copy);
    const size = [band.images, band.rows, plan.columns] as const;
    const line = TILE * band.row * strides[0];
    const results = placesFrom(wide, band.image, [line, 0]);
    const callsOf = (
      { group, data, multiply, outputs }: typeof steps[number],
      p: number,
    ): Call[] => {
      const [from, end] = parts[p];
      const [{ row, column }] = group;
      const first = [row, column].map((phase, axis) =>
        lastOf(phase).input - taps + 1 - start[axis]
      );
      return [
        toSpectra(data, {
          from: tilesOf(places, [first[0], first[1]], [1, 1]),
          to: left,
          grid: { size, channels: o },
        }),
        ...multiply[p](band.images * band.rows * plan.columns),
        ...group.map(({ row, column }, i) => {
          const to = tilesOf(results, [row.first, column.first], strides);
          return fromSpectra(outputs[i], {
            from: {
              ...right,
              address: right.address + (i * columns + from) * FLOAT_BYTES,
            },
            to: { ...to, address: to.address + from * FLOAT_BYTES },
            grid: { size, channels: end - from },
            bounds: {
              size: [row.count - TILE * band.row, column.count],
              waste,
            },
          });
        }),
      ];
    };
    return parts.map((_, p) => [
      ...before,
      ...steps.flatMap((step) => callsOf(step, p)),
      ...isWhole ? epilogue.callsFor(outputsOf(band)) : [],
    ]);
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * outputs[0] * outputs[1], c, elements * o]),
    ownBytes: own.bytes,
  });
  if (!isWhole) plan.bands.forEach((band) => epilogue.runFor(outputsOf(band)));
}

function planOf(
  runtime: WasmRuntime,
  multiplier: Multiplier,
  { shapes, geometry }: InputGrad,
) {
  const { x: [batch, , , c], y: [, , , o] } = shapes;
  const key = JSON.stringify(["winograd input grad", shapes, geometry]);
  return runtime.plans.get(key, (put) => {
    const taps = winogradTaps(shapes, geometry)!;
    const rows = axisPhases(shapes, geometry, 0);
    const columns = axisPhases(shapes, geometry, 1);
    const groups = groupsOf([rows, columns], taps);
    const most = Math.max(...groups.map((group) => group.length));
    const outputs = [rows[0].count, columns[0].count] as const;
    const first = (phases: readonly AxisPhase[]): number =>
      lastOf(phases[0]).input - taps + 1;
    const spread = (phases: readonly AxisPhase[]): number =>
      lastOf(phases[phases.length - 1]).input - first(phases);
    const wide = most * filled(multiplier, c);
    return {
      ...planSpectra(put, [batch, ...outputs], o, wide, multiplier.tiles),
      taps,
      groups,
      /** Phases of the largest group. */
      most,
      /** Rows and columns of outputs of the largest phase. */
      outputs,
      /** The first input that the first tile sees, and how many it sees beyond those below its results. */
      start: [first(rows), first(columns)],
      more: [spread(rows), spread(columns)],
      kernel: denseTables(put, c, o, "depth"),
    };
  });
}

/** The products of the elements that phases of a group need. */
function productsOf(
  multiplier: Multiplier,
  group: Group,
  { filters, left, right, size: [c, o], part: [first, last] }: {
    filters: number;
    left: Spectra;
    right: Spectra;
    size: readonly [number, number];
    part: Part;
  },
): ElementProduct[] {
  const [{ taps: { count } }] = group, columns = filled(multiplier, c);
  const bytes = matrixBytes(multiplier, c, o);
  return Array.from({ length: elementsOf(count) }, (_, i) => {
    const [from, end] = needing(group, i);
    /** Phases beside each other as one product. */
    const product = (phase: number, count: number) => ({
      left: left.address + i * left.element,
      matrix: {
        address: filters + (i * group.length + phase) * bytes +
          first * o * FLOAT_BYTES,
        depth: o,
      },
      terms: "o" as const,
      right: right.address + i * right.element +
        (phase * columns + first) * FLOAT_BYTES,
      size: [(count - 1) * columns + last - first, o] as const,
    });
    if (from === end) return [];
    if (last - first === c) return [product(from, end - from)];
    return Array.from({ length: end - from }, (_, p) => product(from + p, 1));
  }).flat();
}

/** For every group and element, the transformed taps of its phases as matrices; where those of each group are. */
function transformFilters(
  runtime: WasmRuntime,
  multiplier: Multiplier,
  { w, shapes: { w: [kh, kw, c, o] }, geometry: { strides } }: InputGrad,
  { groups, kernel, taps }: Plan,
  to: number,
): number[] {
  const bytes = matrixBytes(multiplier, c, o), elements = elementsOf(taps);
  let next = to;
  const addresses = groups.map((group) => {
    const address = next;
    next += group.length * elements * bytes;
    return address;
  });
  transformTaps(
    runtime,
    multiplier,
    {
      gather: { ...kernel, address: runtime.address(w) },
      size: [c, o],
      kernel: [kh, kw],
      strides,
    },
    groups.flatMap((group, g) =>
      group.map(({ row, column, taps }, i) => ({
        first: [
          lastOf(row).tap + (taps.count - 1) * strides[0],
          lastOf(column).tap + (taps.count - 1) * strides[1],
        ] as const,
        taps,
        descends: true,
        to: {
          address: addresses[g] + i * bytes,
          tile: o * multiplier.width(c) * FLOAT_BYTES,
          element: group.length * bytes,
        },
      }))
    ),
  );
  return addresses;
}
