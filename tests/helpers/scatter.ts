/** A transposed convolution as Keras's documentation says it, cell by cell: the oracle of the property tests. */

/** One configuration and its input, channels last. */
export interface Scattering {
  readonly x: ArrayLike<number>;
  /** `[batch, height, width, channels]`. */
  readonly inputShape: readonly number[];
  readonly kernel: ArrayLike<number>;
  /** `[kernel height, kernel width, filters, channels]`. */
  readonly kernelShape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: "valid" | "same";
  readonly outputPadding: readonly number[] | null;
}

/** The output and its shape, `[batch, height, width, filters]`. */
export function scatter(
  how: Scattering,
): { data: Float64Array; shape: number[] } {
  const [batch, height, width, channels] = how.inputShape;
  const [kh, kw, filters] = how.kernelShape;
  const [top, rows] = cropOf(how, 0, height, kh);
  const [left, columns] = cropOf(how, 1, width, kw);
  const shape = [batch, rows, columns, filters];
  const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
  const add = (at: number[], tap: number[], source: number): void => {
    const [n, i, j] = at;
    const [a, b] = tap;
    const row = i * how.strides[0] + a * how.dilations[0] - top;
    const column = j * how.strides[1] + b * how.dilations[1] - left;
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    for (let f = 0; f < filters; f++) {
      const w = ((a * kw + b) * filters + f) * channels;
      const y = ((n * rows + row) * columns + column) * filters + f;
      for (let c = 0; c < channels; c++) {
        data[y] += how.x[source + c] * how.kernel[w + c];
      }
    }
  };
  let source = 0;
  for (const at of indices([batch, height, width])) {
    for (const tap of indices([kh, kw])) add(at, tap, source);
    source += channels;
  }
  return { data, shape };
}

/** Cells cut off the beginning, and cells left: Keras's table, written down once more. */
function cropOf(
  { strides, dilations, padding, outputPadding }: Scattering,
  axis: 0 | 1,
  input: number,
  kernel: number,
): [crop: number, size: number] {
  const stride = strides[axis];
  const extra = outputPadding?.[axis];
  const reach = (kernel - 1) * dilations[axis] + 1;
  const scattered = (input - 1) * stride + reach;
  if (padding === "valid") {
    return [0, scattered + (extra ?? Math.max(reach, stride) - reach)];
  }
  const size = extra === undefined
    ? input * stride
    : (input - 1) * stride + reach % 2 + extra;
  return [Math.max(0, scattered - size) >> 1, size];
}

function* indices(sizes: readonly number[]): Generator<number[]> {
  const [size, ...inner] = sizes;
  for (let i = 0; i < size; i++) {
    if (inner.length === 0) yield [i];
    else for (const rest of indices(inner)) yield [i, ...rest];
  }
}
