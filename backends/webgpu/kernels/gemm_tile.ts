/** Products by tiles: a workgroup holds a tile of both factors in shared memory, each thread a block of results. */

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

/** Loads of one factor, of four neighbours each. */
interface Side {
  /** Declares the tile in shared memory. */
  readonly declaration: string;
  /** Statements before the loop: which rows a thread fetches. */
  readonly before: string;
  /** Statements that fetch the terms from `base` on. */
  readonly fetch: (base: string) => string;
  /** Statements that put what was fetched into shared memory. */
  readonly keep: string;
  /** Statements that take terms `4 q` to `4 q + 3` of the thread's block from it. */
  readonly take: (q: number) => string;
  /** The element of row `i` of the block at the `t`-th of these terms. */
  readonly element: (i: number, t: number) => string;
  /** Row `i` of the block. */
  readonly row: (i: number) => string;
}

/** How a tile's threads work. */
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
 * Four neighbours, terms or rows, are a vector in shared memory too: along the terms a row's vectors lie side by side,
 * else a term's.
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
  const stretch = tile.threads[side], name = SIDES[side];
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
  // Rows stay the same from fetch to fetch: what is not along them has one, else each lane has its own.
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
          i * stretch
        }) * ${pitch} + ${q}];\n`
      ).join("");
    }
    return range(4).flatMap((t) =>
      range(block / 4).map((g) =>
        `      let ${name}${t}_${g} = ${name}Tile[${
          (4 * q + t) * pitch
        } + ${turn} + ${g * stretch}];\n`
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
        ? `i32(turn[${side}]) + ${i * stretch}`
        : `(i32(turn[${side}]) + ${(i >> 2) * stretch}) * 4 + ${i & 3}`,
  };
}
