/**
 * Packing of matrices for the GEMM: lanes by depth, gathered from anywhere, into panels `[depth][width]`.
 *
 * A packed matrix has one axis of lanes (rows of A, columns of B) and the axis of depth that the product sums over.
 * One of them lies in runs of consecutive floats, the other goes by a table of byte offsets, so that the element at
 * `u` of the axis with runs and `v` of the other is at
 * `table[v] + runs[u / runLength] + (u % runLength) * FLOAT_BYTES`. Matrices, transposed or not, and the windows of a
 * convolution are all of this form.
 */

import {
  f32,
  type Func,
  i32,
  type Local,
  minU,
  type ModuleBuilder,
  transposeSquare,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import {
  FLOAT_BYTES,
  LANES,
  LINE_BYTES,
  VECTOR_BYTES,
  WORD_BYTES,
} from "../../sizes.ts";

/** Floats of a cache line. */
const LINE = LINE_BYTES / FLOAT_BYTES;

/** The parameters of a packer, which packs lanes `lane0` to `lane1` and of each the depth from `depth0` to `depth1`. */
export const PACK = {
  to: "pointer",
  from: "pointer",
  table: "pointer",
  runs: "pointer",
  runLength: "size",
  lane0: "size",
  lane1: "size",
  depth0: "size",
  depth1: "size",
} as const;

/** A packer. */
export type PackFunc = Func<"void", typeof PACK>;

/** Packs lanes whose elements lie in runs along the depth: 4 by 4 floats are transposed at a time. */
export function definePackDepthRuns(
  module: ModuleBuilder,
  width: 4 | 8,
): PackFunc {
  return module.define(
    { params: PACK },
    (
      f,
      { to, from, table, runs, runLength, lane0, lane1, depth0, depth1 },
    ) => {
      const lane = f.local("i32"), depth = f.local("i32"), n = f.local("i32");
      const run = f.local("i32"), within = f.local("i32"), out = f.address();
      const bases = four(() => f.address()), at = four(() => f.address());
      const end = f.local("i32", roundUp(lane1, lane0, width));
      const panelBytes = i32.mul(i32.sub(depth1, depth0), width * FLOAT_BYTES);
      f.for(lane, lane0, end, LANES, () => {
        bases.forEach((base, i) => {
          const entry = clamped(i32.add(lane, i), lane1);
          f.set(base, i32.add(from, i32.load(wordAt(table, entry))));
        });
        const first = i32.sub(lane, lane0);
        f.set(
          out,
          i32.add(
            i32.add(to, i32.mul(i32.divU(first, width), panelBytes)),
            i32.mul(i32.remU(first, width), FLOAT_BYTES),
          ),
        );
        f.set(depth, depth0);
        f.set(run, i32.divU(depth0, runLength));
        f.set(within, i32.remU(depth0, runLength));
        f.while(i32.ltU(depth, depth1), () => {
          const start = f.local("i32");
          f.set(
            start,
            i32.add(i32.load(wordAt(runs, run)), i32.mul(within, FLOAT_BYTES)),
          );
          at.forEach((p, i) => f.set(p, i32.add(bases[i], start)));
          f.set(
            n,
            minU(i32.sub(runLength, within), i32.sub(depth1, depth)),
          );
          f.increase(depth, n);
          f.while(i32.geU(n, LANES), () => {
            const rows = at.map((p) => f.local("v128", v128.load(p)));
            transposeSquare(f, rows).forEach((column, i) =>
              f.do(v128.store(out, column, i * width * FLOAT_BYTES))
            );
            at.forEach((p) => f.increase(p, VECTOR_BYTES));
            f.increase(out, LANES * width * FLOAT_BYTES);
            f.increase(n, -LANES);
          });
          f.while(n, () => {
            at.forEach((p, i) => {
              f.do(f32.store(out, f32.load(p), i * FLOAT_BYTES));
              f.increase(p, FLOAT_BYTES);
            });
            f.increase(out, width * FLOAT_BYTES);
            f.increase(n, -1);
          });
          f.increase(run, 1);
          f.set(within, 0);
        });
      });
    },
  );
}

/** Packs lanes that lie beside each other in runs: whole vectors are copied, unless a run ends within one. */
export function definePackLaneRuns(
  module: ModuleBuilder,
  width: 4 | 6 | 8,
): PackFunc {
  return module.define(
    { params: PACK },
    (
      f,
      { to, from, table, runs, runLength, lane0, lane1, depth0, depth1 },
    ) => {
      const lane = f.local("i32"), first = f.address(), out = f.address();
      const entry = f.address(), source = f.address();
      const start = f.address(), at = four(() => f.address());
      const last = f.address(wordAt(table, depth1));
      const end = f.local("i32", roundUp(lane1, lane0, width));
      const panelBytes = f.local("i32", i32.sub(depth1, depth0));
      f.set(panelBytes, i32.mul(panelBytes, width * FLOAT_BYTES));
      /** Vectors of a panel's row, the last of which may be a half. */
      const pieces = width === 6 ? [4, 2] : width === 8 ? [4, 4] : [4];

      const eachRow = (body: () => void): void =>
        f.for(entry, wordAt(table, depth0), last, WORD_BYTES, body);
      const copyTogether = (pieces: readonly number[]): void => {
        f.set(start, i32.add(from, laneOffset(runs, runLength, lane)));
        eachRow(() => {
          f.set(source, i32.add(start, i32.load(entry)));
          pieces.forEach((lanes, i) => {
            const at = i * VECTOR_BYTES;
            f.do(
              lanes === LANES
                ? v128.store(out, v128.load(source, at), at)
                : v128.store64Lane(out, v128.load64Zero(source, at), 0, at),
            );
          });
          f.increase(out, width * FLOAT_BYTES);
        });
      };
      /** Copies most of a cache line of each row, which may be gone before the next panel asks for its part. */
      const lineLanes = Math.floor(LINE / width) * width;
      const copyLines = (): void => {
        const outs = Array.from(
          { length: lineLanes / width },
          () => f.address(),
        );
        outs.forEach((to, i) =>
          f.set(to, i === 0 ? first : i32.add(outs[i - 1], panelBytes))
        );
        f.set(start, i32.add(from, laneOffset(runs, runLength, lane)));
        eachRow(() => {
          f.set(source, i32.add(start, i32.load(entry)));
          for (let i = 0; i < lineLanes; i += LANES) {
            const to = outs[Math.floor(i / width)];
            const place = i % width * FLOAT_BYTES;
            const vector = f.local("v128", v128.load(source, i * FLOAT_BYTES));
            if (i % width + LANES <= width) {
              f.do(v128.store(to, vector, place));
              continue;
            }
            const next = outs[Math.floor(i / width) + 1];
            f.do(
              v128.store64Lane(to, vector, 0, place),
              v128.store64Lane(next, vector, 1),
            );
          }
          outs.forEach((to) => f.increase(to, width * FLOAT_BYTES));
        });
        f.increase(lane, lineLanes - width);
        f.set(first, i32.add(first, i32.mul(panelBytes, outs.length - 1)));
      };
      const copyFloats = (lanes: number): void => {
        const places = at.slice(0, lanes);
        places.forEach((p, i) => {
          const exact = clamped(i32.add(lane, i), lane1);
          f.set(p, i32.add(from, laneOffset(runs, runLength, exact)));
        });
        eachRow(() => {
          f.set(source, i32.load(entry));
          places.forEach((p, i) =>
            f.do(f32.store(out, f32.load(i32.add(p, source)), i * FLOAT_BYTES))
          );
          f.increase(out, width * FLOAT_BYTES);
        });
      };
      /** Whether `count` lanes from this one on exist and lie in one run. */
      const together = (count: number): Value<"i32"> =>
        i32.and(
          i32.leU(i32.add(lane, count), lane1),
          i32.leU(i32.add(i32.remU(lane, runLength), count), runLength),
        );

      f.set(first, to);
      f.for(lane, lane0, end, width, () => {
        f.set(out, first);
        const copyParts = (): void => {
          pieces.forEach((lanes, i) => {
            f.set(out, i32.add(first, i * VECTOR_BYTES));
            f.if(
              together(lanes),
              () => copyTogether([lanes]),
              () => copyFloats(lanes),
            );
            if (width > LANES) f.increase(lane, lanes);
          });
          if (width > LANES) f.increase(lane, -width);
        };
        f.if(together(lineLanes), copyLines, () => {
          f.if(together(width), () => copyTogether(pieces), copyParts);
        });
        f.increase(first, panelBytes);
      });
    },
  );
}

/** Where a lane lies within its runs, in bytes. */
function laneOffset(
  runs: Local<"i32">,
  runLength: Local<"i32">,
  lane: Value<"i32">,
): Value<"i32"> {
  return i32.add(
    i32.load(wordAt(runs, i32.divU(lane, runLength))),
    i32.mul(i32.remU(lane, runLength), FLOAT_BYTES),
  );
}

/** The lane itself or, behind the end, the last one: what comes of it is never stored. */
function clamped(lane: Value<"i32">, end: Local<"i32">): Value<"i32"> {
  return minU(lane, i32.sub(end, 1));
}

function wordAt(table: Local<"i32">, index: Value<"i32">): Value<"i32"> {
  return i32.add(table, i32.mul(index, WORD_BYTES));
}

function roundUp(
  end: Local<"i32">,
  start: Local<"i32">,
  step: number,
): Value<"i32"> {
  const padded = i32.add(i32.sub(end, start), step - 1);
  return i32.add(start, i32.and(padded, -step));
}

function four<T>(make: () => T): readonly T[] {
  return Array.from({ length: LANES }, make);
}
