/** Batched matrix products, of any layout. */

import { axesOf, joinAxes, type Shape, sizeOf, type View } from "../../view.ts";
import type { Args } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { type Gemm, runGemm } from "./gemm.ts";
import { matrixOf } from "./gemm_addressing.ts";
import { indexOf, splitIndex } from "./shader.ts";

/** See `Backend.matmul`. */
export function runMatmul(
  runtime: GpuRuntime,
  ...[a, b, out, epilogue]: Args<"matmul">
): void {
  runGemm(runtime, {
    layout: `matmul ${a.view.shape}|${b.view.shape}`,
    describe: () => gemmOf(a.view, b.view, out.view.shape),
    factors: [a, b],
    ...{ out, epilogue },
  });
}

function gemmOf(a: View, b: View, shape: Shape): Gemm {
  const last = shape.length - 1;
  const [m, n, k] = [shape[last - 1], shape[last], a.shape[last]];
  const lead = shape.slice(0, -2);
  const [sa, sb] = [a.strides, b.strides];
  const batches = joinAxes(
    axesOf(lead, [sa.slice(0, -2), sb.slice(0, -2)], () => 0),
  );
  const steps = [[sa[last - 1], sa[last]], [sb[last], sb[last - 1]]] as const;
  const isAlong = [
    k === 1 ? m > 1 && sa[last - 1] !== 1 : sa[last] === 1,
    sb[last] !== 1,
  ] as const;
  const isAligned = ([0, 1] as const).map((side) => {
    const [row, term] = steps[side];
    const [beside, apart] = isAlong[side] ? [term, row] : [row, term];
    const count = isAlong[side] ? k : side === 0 ? m : n;
    return beside === 1 && apart % 4 === 0 && count % 4 === 0 &&
      batches.every(({ strides }) => strides[side] % 4 === 0);
  });
  return {
    label: `matmul [${lead}] x [${m}, ${k}] [${k}, ${n}]`,
    kind: `matmul ${batches.length}`,
    sizes: { m, n, k, batch: sizeOf(lead) },
    isAlong,
    isAligned: [isAligned[0], isAligned[1]],
    text: (params) => {
      const axes = params.axes(batches);
      const start = (side: number): string =>
        `${splitIndex("at", "i", axes)} return ${indexOf("i", axes, side)};`;
      return {
        addressings: [
          matrixOf(params, ...steps[0], start(0)),
          matrixOf(params, ...steps[1], start(1)),
        ],
        place: `return (batch * ${params.int(m)} + row) * ${params.int(n)};`,
      };
    },
  };
}
