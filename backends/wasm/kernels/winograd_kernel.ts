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
} from "../assembler/mod.ts";
import type { Kernel, WasmRuntime } from "../runtime.ts";
import { type Matrix, transposed, WINOGRAD } from "./winograd_matrices.ts";

/** The transforms of one filter length: see `Forward` and `Backward` in winograd_transform.ts. */
export function winogradKernel(runtime: WasmRuntime, taps: 2 | 3): Kernel {
  return runtime.kernel(`winograd ${taps}`, (module) => {
    const { data, filter, output } = WINOGRAD[taps];
    defineForward(module, "data", data);
    defineForward(module, "filter", filter);
    defineForward(module, "outputGrad", transposed(output));
    defineBackward(module, "output", output);
    defineBackward(module, "filterGrad", transposed(filter));
  });
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

/** From pixels to the elements of spectra. */
function defineForward(
  module: ModuleBuilder,
  name: string,
  matrix: Matrix,
): void {
  module.define({ name, params: words(13) }, (f, ...params) => {
    const places = placesIn(params);
    const at = f.local("i32"), to = f.local("i32");
    const rows = matrix[0].map(() => f.local("i32"));
    const steps = multiples(f, places.pixelBeside, rows.length);
    eachSquare(f, places, (square) => {
      f.set(at, places.spectrum);
      rows.forEach((row, i) =>
        f.set(row, i ? i32.add(rows[i - 1], places.pixelBelow) : square)
      );
      eachVector(f, places.channels, ({ load, store, bytes }) => {
        const columns = steps.map((step) =>
          product(
            f,
            matrix,
            rows.map((row) => f.local("v128", load(i32.add(row, step)))),
          )
        );
        f.set(to, at);
        matrix.forEach((_, k) => {
          const row = columns.map((column) => column[k]);
          for (const value of product(f, matrix, row)) {
            f.do(store(to, value));
            f.increase(to, places.element);
          }
        });
        [at, ...rows].forEach((pointer) => f.increase(pointer, bytes));
      });
    });
  });
}

/** From the elements of spectra to pixels. */
function defineBackward(
  module: ModuleBuilder,
  name: string,
  matrix: Matrix,
): void {
  module.define({ name, params: words(16) }, (f, ...params) => {
    const places = placesIn(params), [height, width, waste] = params.slice(13);
    const at = f.local("i32"), from = f.local("i32");
    const steps = multiples(f, places.pixelBeside, matrix.length);
    const lines = multiples(f, places.pixelBelow, matrix.length);
    const pixels = lines.map(() => steps.map(() => f.local("i32")));
    eachSquare(f, places, (square, row, column) => {
      const exists = (first: Word, i: number, size: Word): Value<"i32"> =>
        i32.ltU(i32.add(i32.mul(first, matrix.length), i), size);
      f.set(at, places.spectrum);
      pixels.forEach((line, i) =>
        line.forEach((pixel, j) => {
          const isInside = i32.and(
            exists(row, i, height),
            exists(column, j, width),
          );
          const place = i32.add(square, i32.add(lines[i], steps[j]));
          f.set(pixel, i32.select(isInside, place, waste));
        })
      );
      eachVector(f, places.channels, ({ load, store, bytes }) => {
        f.set(from, at);
        const rows = matrix[0].map(() =>
          product(
            f,
            matrix,
            matrix[0].map(() => {
              const value = f.local("v128", load(from));
              f.increase(from, places.element);
              return value;
            }),
          )
        );
        steps.forEach((_, j) => {
          const column = product(f, matrix, rows.map((row) => row[j]));
          column.forEach((value, i) => f.do(store(pixels[i][j], value)));
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

/** A constant matrix times a vector of variables. */
function product(
  f: FunctionBuilder,
  matrix: Matrix,
  vector: readonly Local<"v128">[],
): Local<"v128">[] {
  return matrix.map((row) => {
    const terms = row
      .map((factor, i) => ({ factor, x: vector[i] }))
      .filter(({ factor }) => factor !== 0)
      // A sum begins with what is added.
      .sort((a, b) => Math.sign(b.factor) - Math.sign(a.factor));
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
