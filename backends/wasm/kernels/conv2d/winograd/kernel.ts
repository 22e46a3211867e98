/** The code of the transforms `P X P'` of tiles X of pixels, for a constant matrix P, channel by channel. */

import {
  f32x4,
  type Func,
  type FunctionBuilder,
  i32,
  inVectors,
  type Local,
  type Locals,
  type ModuleBuilder,
  type Value,
} from "../../../assembler/mod.ts";
import type { WasmRuntime } from "../../../runtime.ts";
import {
  type Matrix,
  type Missing,
  type TapCount,
  transposed,
  WINOGRAD,
  type Winograd,
  without,
} from "./matrices.ts";

/** The filters of a stride phase. */
export interface PhaseTaps {
  /** Their length along both axes. */
  readonly count: TapCount;
  /** The tap that they lack along each. */
  readonly missing: readonly [Missing | undefined, Missing | undefined];
}

/** The parameters of all transforms; distances are in bytes (see transform.ts). */
export const TRANSFORM = {
  /** The first element of the first tile's spectrum, and how far it is to the next tile's and to the next element. */
  spectrum: "pointer",
  nextSpectrum: "size",
  element: "size",
  /** The first pixel of the first tile, and how far it is to the next image, tile and pixel. */
  image: "pointer",
  nextImage: "size",
  tileBelow: "size",
  tileBeside: "size",
  pixelBelow: "size",
  pixelBeside: "size",
  /** How many images, rows and columns of tiles, and floats of a pixel there are. */
  images: "size",
  rows: "size",
  columns: "size",
  channels: "size",
} as const;

/** Those of the transforms back, which drop pixels beyond `height` and `width`. */
export const BOUNDED = {
  ...TRANSFORM,
  height: "size",
  width: "size",
  /** Where dropped pixels go. */
  waste: "pointer",
} as const;

type Forward = Func<"void", typeof TRANSFORM>;
type Backward = Func<"void", typeof BOUNDED>;
type Places = Locals<typeof TRANSFORM>;
type Word = Local<"i32">;

/** The transforms for the filters of a stride phase: from pixels to spectra, and back (see transform.ts). */
export function winogradKernels(
  runtime: WasmRuntime,
  { count, missing }: PhaseTaps,
) {
  const key = `winograd ${count} ${missing.join()}`;
  return runtime.kernels(key, (module) => {
    const axes = missing.map((tap) => without(WINOGRAD[count], tap));
    const each = (pick: (axis: Winograd) => Matrix): Both => {
      const [rows, columns] = axes.map(pick);
      return { rows, columns };
    };
    return {
      data: defineForward(module, each(({ data }) => data)),
      filter: defineForward(module, each(({ filter }) => filter)),
      outputGrad: defineForward(
        module,
        each(({ output }) => transposed(output)),
      ),
      output: defineBackward(module, each(({ output }) => output)),
      filterGrad: defineBackward(
        module,
        each(({ filter }) => transposed(filter)),
      ),
    };
  });
}

/** The matrices that the rows and the columns of a tile are multiplied by. */
interface Both {
  readonly rows: Matrix;
  readonly columns: Matrix;
}

/** From pixels to the elements of spectra; those that are always zero stay as they are. */
function defineForward(module: ModuleBuilder, both: Both): Forward {
  return module.define({ params: TRANSFORM }, (f, places) => {
    const at = f.address(), to = f.address();
    const rows = both.rows[0].map(() => f.address());
    const steps = multiples(f, places.pixelBeside, both.columns[0].length);
    eachTile(f, places, (tile) => {
      f.set(at, places.spectrum);
      rows.forEach((row, i) =>
        f.set(row, i ? i32.add(rows[i - 1], places.pixelBelow) : tile)
      );
      const n = f.local("i32", places.channels);
      inVectors(f, n, [at, ...rows], ({ load, store }) => {
        const columns = steps.map((step, j) => {
          if (!isUsed(both.columns, j)) return [];
          const pixels = rows.map((row, i) =>
            isUsed(both.rows, i)
              ? f.local("v128", load(i32.add(row, step)))
              : undefined
          );
          return product(f, both.rows, pixels);
        });
        f.set(to, at);
        both.rows.forEach((_, k) => {
          const row = columns.map((column) => column[k]);
          for (const value of product(f, both.columns, row)) {
            if (value) f.do(store(to, value));
            f.increase(to, places.element);
          }
        });
      });
    });
  });
}

/** From the elements of spectra to pixels, but for those that are always zero. */
function defineBackward(module: ModuleBuilder, both: Both): Backward {
  return module.define({ params: BOUNDED }, (f, places) => {
    const { height, width, waste } = places;
    const at = f.address(), from = f.address();
    const steps = multiples(f, places.pixelBeside, both.columns.length);
    const lines = multiples(f, places.pixelBelow, both.rows.length);
    const pixels = lines.map(() => steps.map(() => f.address()));
    eachTile(f, places, (tile, row, column) => {
      const exists = (
        [first, i]: [Word, number],
        count: number,
        size: Word,
      ): Value<"i32"> => i32.ltU(i32.add(i32.mul(first, count), i), size);
      f.set(at, places.spectrum);
      pixels.forEach((line, i) =>
        line.forEach((pixel, j) => {
          const isInside = i32.and(
            exists([row, i], lines.length, height),
            exists([column, j], steps.length, width),
          );
          const place = i32.add(tile, i32.add(lines[i], steps[j]));
          f.set(pixel, i32.select(isInside, place, waste));
        })
      );
      const n = f.local("i32", places.channels);
      inVectors(f, n, [at, ...pixels.flat()], ({ load, store }) => {
        f.set(from, at);
        const rows = both.rows[0].map((_, i) => {
          const elements = both.columns[0].map((_, j) => {
            const used = isUsed(both.rows, i) && isUsed(both.columns, j);
            const value = used ? f.local("v128", load(from)) : undefined;
            f.increase(from, places.element);
            return value;
          });
          return product(f, both.columns, elements);
        });
        steps.forEach((_, j) => {
          const column = product(f, both.rows, rows.map((row) => row[j]));
          column.forEach((value, i) => {
            if (value) f.do(store(pixels[i][j], value));
          });
        });
      });
    });
  });
}

/** Runs a body for every tile; `spectrum` and `image` move along. */
function eachTile(
  f: FunctionBuilder,
  places: Places,
  body: (tile: Word, row: Word, column: Word) => void,
): void {
  const { spectrum, image, images, rows, columns } = places;
  const line = f.address(), tile = f.address();
  const row = f.local("i32"), column = f.local("i32");
  f.while(images, () => {
    f.set(line, image);
    f.for(row, 0, rows, 1, () => {
      f.set(tile, line);
      f.for(column, 0, columns, 1, () => {
        body(tile, row, column);
        f.increase(spectrum, places.nextSpectrum);
        f.increase(tile, places.tileBeside);
      });
      f.increase(line, places.tileBelow);
    });
    f.increase(image, places.nextImage);
    f.increase(images, -1);
  });
}

/** Whether a matrix has other numbers than zeros in a column. */
function isUsed(matrix: Matrix, column: number): boolean {
  return matrix.some((row) => row[column] !== 0);
}

/** A constant matrix times a vector of variables; undefined stands for what is always zero. */
function product(
  f: FunctionBuilder,
  matrix: Matrix,
  vector: readonly (Local<"v128"> | undefined)[],
): (Local<"v128"> | undefined)[] {
  return matrix.map((row) => {
    const terms = row
      .flatMap((factor, i) => {
        const x = vector[i];
        return factor !== 0 && x ? [{ factor, x }] : [];
      })
      // A sum begins with what is added.
      .sort((a, b) => Math.sign(b.factor) - Math.sign(a.factor));
    if (terms.length === 0) return undefined;
    const [first, ...others] = terms;
    if (others.length === 0 && first.factor === 1) return first.x;
    const sum = others.reduce(
      (sum, { factor, x }) =>
        factor > 0
          ? f32x4.add(sum, scaled(x, factor))
          : f32x4.sub(sum, scaled(x, -factor)),
      scaled(first.x, first.factor),
    );
    return f.local("v128", sum);
  });
}

function scaled(x: Value<"v128">, factor: number): Value<"v128"> {
  return factor === 1 ? x : f32x4.mul(x, factor);
}

/** 0, `x`, `2 * x`, ... */
function multiples(
  f: FunctionBuilder,
  x: Word,
  count: number,
): readonly Word[] {
  return Array.from(
    { length: count },
    (_, i) => f.local("i32", i32.mul(x, i)),
  );
}
