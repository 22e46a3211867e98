/** Products of matrices, any layout, any number of them. */

import type { Epilogue, Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { axesOf, joinAxes } from "../../axes.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { matrixOf } from "./gemm_finding.ts";
import { indexOf, splitIndex } from "./shader.ts";

/** See `Backend.matmul`. */
export function runMatmul(
  runtime: GpuRuntime,
  a: Operand,
  b: Operand,
  out: Operand,
  epilogue?: Epilogue,
): void {
  const { shape } = out.view;
  const last = shape.length - 1;
  const [m, n, k] = [shape[last - 1], shape[last], a.view.shape[last]];
  const lead = shape.slice(0, -2);
  const [sa, sb] = [a.view.strides, b.view.strides];
  const axes = joinAxes(
    axesOf(lead, [sa.slice(0, -2), sb.slice(0, -2)], () => 0),
  );
  const start = (operand: number): string =>
    `${splitIndex("at", "i", axes)} return ${indexOf("i", axes, operand)};`;
  runGemm(
    runtime,
    `matmul [${lead}] x [${m}, ${k}] [${k}, ${n}]`,
    {
      sizes: { m, n, k, batch: sizeOf(lead) },
      factors: [
        matrixOf(sa[last - 1], sa[last], start(0)),
        matrixOf(sb[last], sb[last - 1], start(1)),
      ],
      place: `return (batch * ${m} + row) * ${n} + column;`,
    },
    [a, b],
    out,
    epilogue,
  );
}
