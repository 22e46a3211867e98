/**
 * The transposed convolution. Outputs that lie a stride apart use the same taps: they form a phase, each phase is a
 * product, and the products run side by side.
 */

import type { Args, Conv2DGeometry } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import type { Shape } from "../../view.ts";
import { type Gemm, runGemm } from "./gemm.ts";
import { ANY, keyOf, size } from "./gemm_addressing.ts";

/** A phase along one side: its outputs, its taps, the first tap, and the row of `dy` that it takes for output 0. */
type Phase = readonly [outputs: number, taps: number, tap: number, row: number];

/** See `Backend.conv2dInputGrad`. */
export function runConv2DInputGrad(
  runtime: GpuRuntime,
  ...[dy, w, out, geometry, epilogue]: Args<"conv2dInputGrad">
): void {
  const [from, kernel, to] = [dy, w, out].map(({ view }) => view.shape);
  runGemm(runtime, {
    layout: `inputGrad ${from}|${kernel}|${to}|${keyOf(geometry)}`,
    describe: () => gemmOf(from, kernel, to, geometry),
    factors: [dy, w],
    ...{ out, epilogue },
  });
}

function gemmOf(
  from: Shape,
  kernel: Shape,
  to: Shape,
  geometry: Conv2DGeometry,
): Gemm {
  const [, rows, columns] = from;
  const [batch, height, width, n] = to;
  const [, kw, , filters] = kernel;
  const { strides: [s, t], dilations: [d, e] } = geometry;
  const sides = [0, 1].map((side) =>
    phasesOf(to[side + 1], kernel[side], geometry, side)
  );
  const most = (side: number, what: 0 | 1): number =>
    Math.max(...sides[side].map((phase) => phase[what]));
  const [across, g, h] = [sides[1].length, gcd(s, d), gcd(t, e)];
  return {
    label: `conv2dInputGrad [${from}] by [${kernel}]`,
    kind: "conv2dInputGrad",
    sizes: {
      m: batch * most(0, 0) * most(1, 0),
      n,
      k: most(0, 1) * most(1, 1) * filters,
      batch: sides[0].length * across,
    },
    isAlong: [true, true],
    isAligned: [filters % 4 === 0, filters % 4 === 0],
    text: (params) => {
      const int = (value: number): string => params.int(value);
      const [downOf, rightOf] = sides.map((side) => params.table(side));
      const [o, of] = [int(filters), int(size(filters))];
      const [height0, width0] = [int(rows), int(columns)];
      // From one tap of a phase to the next, the row of dy falls by d / g and the tap rises by s / g.
      const tap = `let rest = at / ${of}; let o = at - rest * ${o};
  let i = rest / max(1, right.y); let j = rest % max(1, right.y);`;
      return {
        declarations: "var<private> down: vec4i; var<private> right: vec4i;",
        setUp: `down = ${downOf(`batch / ${int(across)}`)}; right = ${
          rightOf(`batch % ${int(across)}`)
        };`,
        own: {
          rows: `${int(batch)} * down.x * right.x`,
          terms: `down.y * right.y * ${o}`,
        },
        addressings: [{
          limits: [height0, width0],
          row: `let rest = at / right.x;
  let y = rest % down.x + down.w; let x = at % right.x + right.w;
  return vec3i(y, x, ((rest / down.x * ${height0} + y) * ${width0} + x) * ${o});`,
          term: `${tap}
  let y = -i * ${int(d / g)}; let x = -j * ${int(e / h)};
  return vec3i(y, x, (y * ${width0} + x) * ${o} + o);`,
        }, {
          limits: ANY,
          row: `return vec3i(0, 0, at * ${o});`,
          term: `${tap}
  let a = down.z + i * ${int(s / g)}; let b = right.z + j * ${int(t / h)};
  return vec3i(0, 0, (a * ${int(kw)} + b) * ${int(n * filters)} + o);`,
        }],
        place: `let rest = row / right.x;
  let y = rest % down.x * ${int(s)} + batch / ${int(across)};
  let x = row % right.x * ${int(t)} + batch % ${int(across)};
  return ((rest / down.x * ${int(height)} + y) * ${int(width)} + x) * ${
          int(n)
        };`,
      };
    },
  };
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

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
