/** Tiled products: a workgroup keeps a tile of each factor in shared memory, a thread a block of the results. */

import { type Tile, tileSize } from "../tuning.ts";
import type { Params } from "./shader.ts";
import {
  type Factor,
  type GemmText,
  type Layout,
  putAll,
  range,
  SIDES,
  vector,
} from "./gemm_code.ts";

const LANES = ["x", "y", "z", "w"] as const;

/** How the threads load a factor, four neighbours at a time. */
interface Side {
  /** Declares its tile. */
  readonly declaration: string;
  /** Statements before the loop: the rows that a thread fetches. */
  readonly before: string;
  /** Statements that fetch the terms from `base` on. */
  readonly fetch: (base: string) => string;
  /** Statements that store what was fetched in the tile. */
  readonly keep: string;
  /** Statements that load terms `4 q` to `4 q + 3` of the thread's block from the tile. */
  readonly take: (q: number) => string;
  /** The element of row `i` of the block at the `t`-th of these terms. */
  readonly element: (i: number, t: number) => string;
  /** Row `i` of the block. */
  readonly row: (i: number) => string;
}

/** The layout for a tile. */
export function tileLayout(
  tile: Tile,
  { factors, params }: GemmText,
): Layout {
  const { threads: [down, across], block: [rows, columns], depth } = tile;
  const sides = factors.map((factor, i) =>
    sideOf(tile, factor, i as 0 | 1, params)
  );
  const each = (text: (side: Side) => string): string =>
    sides.map(text).join("");
  const cells = range(rows).flatMap((i) => range(columns).map((j) => [i, j]));
  const multiply = range(depth / 4).map((q) =>
    `    {
${each(({ take }) => take(q))}${
      range(4).map((t) =>
        cells.map(([i, j]) =>
          `      s${i}_${j} = fma(${sides[0].element(i, t)}, ${
            sides[1].element(j, t)
          }, s${i}_${j});\n`
        ).join("")
      ).join("")
    }    }\n`
  ).join("");
  const { isAhead } = tile;
  return {
    tile: tileSize(tile),
    threads: down * across,
    declarations: each(({ declaration }) => declaration),
    body: `  let turn = array<u32, 2>(lane / ${across}u, lane % ${across}u);
${each(({ before }) => before)}${
      cells.map(([i, j]) => `  var s${i}_${j} = 0.0;\n`).join("")
    }${isAhead ? each(({ fetch }) => fetch("first")) : ""}
  for (var base = first; base < end; base += ${depth}) {
${isAhead ? "" : each(({ fetch }) => fetch("base"))}${each(({ keep }) => keep)}
    workgroupBarrier();
${
      isAhead
        ? each(({ fetch }) => fetch(`base + ${depth}`))
        : ""
    }${multiply}    workgroupBarrier();
  }
${
      putAll(
        cells.map(([i, j]) => [
          `tileFirst.x + ${sides[0].row(i)}`,
          `tileFirst.y + ${sides[1].row(j)}`,
          `s${i}_${j}`,
        ]),
        params,
      )
    }`,
  };
}

/**
 * In shared memory too, four neighbours are a vector. Where they are terms, the vectors of a row lie side by side; where
 * they are rows, those of a term do.
 */
function sideOf(
  tile: Tile,
  factor: Factor,
  side: 0 | 1,
  { isShared }: Params,
): Side {
  const { isAlong, isVector } = factor, { depth } = tile;
  const threads = tile.threads[0] * tile.threads[1];
  const extent = tileSize(tile)[side], block = tile.block[side];
  const step = tile.threads[side], name = SIDES[side];
  const width = isAlong ? depth / 4 : extent / 4;
  const pitch = isAlong ? width + 1 : width;
  const loads = range(Math.ceil(extent * depth / 4 / threads));
  const isWhole = extent * depth / 4 % threads === 0;
  const guard = (i: number): string =>
    isWhole ? "" : `if (lane + ${i * threads}u < ${extent * depth / 4}u) `;
  const rowAt = (i: number, c: string): string =>
    `${name}Row(tileFirst[${side}] + ${name}V${i} ${
      isAlong ? `/ ${width}` : `% ${width} * 4 + ${c}`
    })`;
  // Rows stay the same from fetch to fetch: one for all lanes, or one for each.
  const own = isAlong || isVector ? ["0"] : ["0", "1", "2", "3"];
  const isKept = own.length === 1 || !isShared;
  const row = (i: number, c: string): string =>
    isKept ? `${name}R${i}_${isAlong ? "0" : c}` : rowAt(i, c);
  const before = loads.map((i) =>
    `  let ${name}V${i} = i32(lane) + ${i * threads};
  var ${name}F${i} = vec4f();\n${
      isKept
        ? own.map((c) => `  let ${name}R${i}_${c} = ${rowAt(i, c)};\n`).join("")
        : ""
    }`
  ).join("");
  const fetch = (base: string): string =>
    loads.map((i) => {
      const load = vector(`${name}F${i}`, (c) => {
        const term = isAlong
          ? `${name}V${i} % ${width} * 4 + ${c}`
          : `${name}V${i} / ${width}`;
        return `${name}At(${row(i, c)} + ${name}Term(${base} + ${term}, end))`;
      }, { isVector, isShared });
      return `    ${guard(i)}{ ${load} }\n`;
    }).join("");
  const keep = loads.map((i) => {
    const place =
      `${name}V${i} / ${width} * ${pitch} + ${name}V${i} % ${width}`;
    return `    ${guard(i)}{ ${name}Tile[${place}] = ${name}F${i}; }\n`;
  }).join("");
  const take = (q: number): string => {
    const turn = `i32(turn[${side}])`;
    if (isAlong) {
      return range(block).map((i) =>
        `      let ${name}${i} = ${name}Tile[(${turn} + ${
          i * step
        }) * ${pitch} + ${q}];\n`
      ).join("");
    }
    return range(4).flatMap((t) =>
      range(block / 4).map((g) =>
        `      let ${name}${t}_${g} = ${name}Tile[${
          (4 * q + t) * pitch
        } + ${turn} + ${g * step}];\n`
      )
    ).join("");
  };
  return {
    declaration: `var<workgroup> ${name}Tile: array<vec4f, ${
      isAlong ? extent * pitch : depth * pitch
    }>;\n`,
    ...{ before, fetch, keep, take },
    element: (i, t) =>
      isAlong
        ? `${name}${i}.${LANES[t]}`
        : `${name}${t}_${i >> 2}.${LANES[i & 3]}`,
    row: (i) =>
      isAlong
        ? `i32(turn[${side}]) + ${i * step}`
        : `(i32(turn[${side}]) + ${(i >> 2) * step}) * 4 + ${i & 3}`,
  };
}
