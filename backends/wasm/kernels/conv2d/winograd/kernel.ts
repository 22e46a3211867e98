/** The code of the transforms `P X P'` of little squares X of pixels, for a constant matrix P, channel by channel. */

import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
  words,
} from "../../../assembler/mod.ts";
import type { Kernel, WasmRuntime } from "../../../runtime.ts";
import {
  type Matrix,
  type Missing,
  transposed,
  WINOGRAD,
  type Winograd,
  without,
} from "./matrices.ts";

/** The filters of a stride phase. */
export interface PhaseTaps {
  /** Their length along both axes. */
  readonly count: 2 | 3;
  /** The tap that they lack along each. */
  readonly missing: readonly [Missing | undefined, Missing | undefined];
}

/**
 * The transforms for one kind of filters: `data`, `filter` and `outputGrad` of squares to spectra, `output` and
 * `filterGrad` back (see `toSpectra` and `fromSpectra`).
 */
export function winogradKernel(
  runtime: WasmRuntime,
  { count, missing }: PhaseTaps,
): Kernel {
  const key = `winograd ${count} ${missing.join()}`;
  return runtime.kernel(key, (module) => {
    const axes = missing.map((tap) => without(WINOGRAD[count], tap));
    const each = (pick: (axis: Winograd) => Matrix): Both => {
      const [rows, columns] = axes.map(pick);
      return { rows, columns };
    };
    defineForward(module, "data", each(({ data }) => data));
    defineForward(module, "filter", each(({ filter }) => filter));
    defineForward(
      module,
      "outputGrad",
      each(({ output }) => transposed(output)),
    );
    defineBackward(module, "output", each(({ output }) => output));
    defineBackward(
      module,
      "filterGrad",
      each(({ filter }) => transposed(filter)),
    );
  });
}

/** What rows and what columns of a square are multiplied by. */
interface Both {
  readonly rows: Matrix;
  readonly columns: Matrix;
}

/** The parameters that all transforms have, in the order of `placesOf`. */
interface Places {
  readonly spectrum: Word;
  readonly nextSpectrum: Word;
  readonly element: Word;
  readonly image: Word;
  readonly nextImage: Word;
  readonly squareBelow: Word;
  readonly squareBeside: Word;
  readonly pixelBelow: Word;
  readonly pixelBeside: Word;
  readonly images: Word;
  readonly rows: Word;
  readonly columns: Word;
  readonly channels: Word;
}

type Word = Local<"i32">;

function placesIn(params: readonly Word[]): Places {
  const [spectrum, nextSpectrum, element, image, nextImage] = params;
  const [squareBelow, squareBeside, pixelBelow, pixelBeside] = params.slice(5);
  const [images, rows, columns, channels] = params.slice(9);
  return {
    ...{ spectrum, nextSpectrum, element, image, nextImage, squareBelow },
    ...{ squareBeside, pixelBelow, pixelBeside },
    ...{ images, rows, columns, channels },
  };
}

/** From pixels to the elements of spectra; those that are always zero stay as they are. */
function defineForward(module: ModuleBuilder, name: string, both: Both): void {
  module.define({ name, params: words(13) }, (f, ...params) => {
    const places = placesIn(params);
    const at = f.local("i32"), to = f.local("i32");
    const rows = both.rows[0].map(() => f.local("i32"));
    const steps = multiples(f, places.pixelBeside, both.columns[0].length);
    eachSquare(f, places, (square) => {
      f.set(at, places.spectrum);
      rows.forEach((row, i) =>
        f.set(row, i ? i32.add(rows[i - 1], places.pixelBelow) : square)
      );
      eachVector(f, places.channels, ({ load, store, bytes }) => {
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
        [at, ...rows].forEach((pointer) => f.increase(pointer, bytes));
      });
    });
  });
}

/** From the elements of spectra to pixels, but for those that are always zero. */
function defineBackward(module: ModuleBuilder, name: string, both: Both): void {
  module.define({ name, params: words(16) }, (f, ...params) => {
    const places = placesIn(params), [height, width, waste] = params.slice(13);
    const at = f.local("i32"), from = f.local("i32");
    const steps = multiples(f, places.pixelBeside, both.columns.length);
    const lines = multiples(f, places.pixelBelow, both.rows.length);
    const pixels = lines.map(() => steps.map(() => f.local("i32")));
    eachSquare(f, places, (square, row, column) => {
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
          const place = i32.add(square, i32.add(lines[i], steps[j]));
          f.set(pixel, i32.select(isInside, place, waste));
        })
      );
      eachVector(f, places.channels, ({ load, store, bytes }) => {
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
        [at, ...pixels.flat()].forEach((p) => f.increase(p, bytes));
      });
    });
  });
}

/** Runs a body for every square; `spectrum` and `image` move along. */
function eachSquare(
  f: FunctionBuilder,
  places: Places,
  body: (square: Word, row: Word, column: Word) => void,
): void {
  const { spectrum, image, images, rows, columns } = places;
  const line = f.local("i32"), square = f.local("i32");
  const row = f.local("i32"), column = f.local("i32");
  f.while(images, () => {
    f.set(line, image);
    f.for(row, 0, rows, 1, () => {
      f.set(square, line);
      f.for(column, 0, columns, 1, () => {
        body(square, row, column);
        f.increase(spectrum, places.nextSpectrum);
        f.increase(square, places.squareBeside);
      });
      f.increase(line, places.squareBelow);
    });
    f.increase(image, places.nextImage);
    f.increase(images, -1);
  });
}

/** How one vector, or one float, is read and written. */
interface Access {
  readonly load: (address: Value<"i32">) => Value<"v128">;
  readonly store: (
    address: Value<"i32">,
    value: Value<"v128">,
  ) => Value<"void">;
  readonly bytes: number;
}

const VECTOR: Access = {
  load: (address) => v128.load(address),
  store: (address, value) => v128.store(address, value),
  bytes: 16,
};
const FLOAT: Access = {
  load: (address) => v128.load32Zero(address),
  store: (address, value) => v128.store32Lane(address, value, 0),
  bytes: 4,
};

/** Runs a body for the channels of a pixel, four at a time and the rest one by one. */
function eachVector(
  f: FunctionBuilder,
  channels: Word,
  body: (access: Access) => void,
): void {
  const n = f.local("i32", channels);
  f.while(i32.geU(n, 4), () => {
    body(VECTOR);
    f.increase(n, -4);
  });
  f.while(n, () => {
    body(FLOAT);
    f.increase(n, -1);
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
