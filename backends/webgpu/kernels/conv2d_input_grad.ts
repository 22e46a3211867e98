/**
 * The transposed convolution. Outputs that lie a stride apart take the same taps: they are one product, and the
 * products of all phases run side by side.
 */

import type { Conv2DGeometry, Epilogue, Operand } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { size } from "./gemm_finding.ts";

/** One side of a phase: how many outputs, how many taps, the first tap, and the first tap's row for output 0. */
type Phase = readonly [outputs: number, taps: number, tap: number, row: number];

/** See `Backend.conv2dInputGrad`. */
export function runConv2DInputGrad(
  runtime: GpuRuntime,
  dy: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  epilogue?: Epilogue,
): void {
  const [, rows, columns] = dy.view.shape;
  const [batch, height, width, n] = out.view.shape;
  const [, kw, , filters] = w.view.shape;
  const { strides: [s, t], dilations: [d, e] } = geometry;
  if (batch * height * width * n === 0) return;
  const sides = [0, 1].map((side) =>
    phasesOf(
      out.view.shape[side + 1],
      w.view.shape[side],
      geometry,
      side,
    )
  );
  const most = (side: number, what: 0 | 1): number =>
    Math.max(...sides[side].map((phase) => phase[what]));
  const [across, g, h] = [sides[1].length, gcd(s, d), gcd(t, e)];
  // From one tap of a phase to the next, the row of dy falls by d / g and the tap grows by s / g.
  const tap = `let o = at % ${size(filters)}; let rest = at / ${size(filters)};
  let i = rest / max(1, right.y); let j = rest % max(1, right.y);`;
  runGemm(
    runtime,
    `conv2dInputGrad [${dy.view.shape}] by [${w.view.shape}]`,
    {
      sizes: {
        m: batch * most(0, 0) * most(1, 0),
        n,
        k: most(0, 1) * most(1, 1) * filters,
        batch: sides[0].length * across,
      },
      declarations: `var<private> down: vec4i; var<private> right: vec4i;
${phaseFunction("downOf", sides[0])}${phaseFunction("rightOf", sides[1])}`,
      setUp:
        `down = downOf(batch / ${across}); right = rightOf(batch % ${across});`,
      own: {
        rows: `${batch} * down.x * right.x`,
        terms: `down.y * right.y * ${filters}`,
      },
      factors: [{
        limits: [rows, columns],
        row: `let rest = at / right.x;
  let y = rest % down.x + down.w; let x = at % right.x + right.w;
  return vec3i(y, x, ((rest / down.x * ${rows} + y) * ${columns} + x) * ${filters});`,
        term: `${tap}
  let y = -i * ${d / g}; let x = -j * ${e / h};
  return vec3i(y, x, (y * ${columns} + x) * ${filters} + o);`,
        isAlong: true,
      }, {
        limits: [1, 1],
        row: `return vec3i(0, 0, at * ${filters});`,
        term: `${tap}
  let a = down.z + i * ${s / g}; let b = right.z + j * ${t / h};
  return vec3i(0, 0, (a * ${kw} + b) * ${n * filters} + o);`,
        isAlong: true,
      }],
      place: `let rest = row / right.x;
  let y = rest % down.x * ${s} + batch / ${across};
  let x = row % right.x * ${t} + batch % ${across};
  return ((rest / down.x * ${height} + y) * ${width} + x) * ${n} + column;`,
    },
    [dy, w],
    out,
    epilogue,
  );
}

function phasesOf(
  length: number,
  taps: number,
  { strides, dilations, padding }: Conv2DGeometry,
  side: number,
): Phase[] {
  const [s, d, p] = [strides[side], dilations[side], padding[side]];
  return Array.from({ length: Math.min(s, length) }, (_, first): Phase => {
    const outputs = Math.ceil((length - first) / s);
    const fits = Array.from({ length: taps }, (_, tap) => tap)
      .filter((tap) => (first + p - tap * d) % s === 0);
    if (fits.length === 0) return [outputs, 0, 0, 0];
    return [outputs, fits.length, fits[0], (first + p - fits[0] * d) / s];
  });
}

/** A table as a function, since not every compiler takes a constant array by a variable index. */
function phaseFunction(name: string, phases: readonly Phase[]): string {
  const cases = phases.map((phase, i) =>
    `    case ${i}: { return vec4i(${phase.join(", ")}); }\n`
  ).join("");
  return `fn ${name}(i: i32) -> vec4i {
  switch i {
${cases}    default: { return vec4i(0); }
  }
}
`;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
