/** Windows of signal processing, as SciPy computes them. */

/**
 * The windows that need no argument.
 * @category Initializers
 */
export type WindowName =
  | "boxcar"
  | "bartlett"
  | "triang"
  | "hann"
  | "hamming"
  | "blackman"
  | "nuttall"
  | "blackmanharris"
  | "flattop"
  | "barthann"
  | "bohman"
  | "cosine"
  | "parzen"
  | "lanczos";

/** The value at `t` from -1 to 1; `n` is the number of points, for the windows that depend on it. */
type Window = (t: number, n: number) => number;

/** Sums of cosines: `a0 + a1 cos(pi t) + a2 cos(2 pi t) + ...`. */
function cosines(...coefficients: number[]): Window {
  return (t) =>
    coefficients.reduce((sum, a, k) => sum + a * Math.cos(k * Math.PI * t), 0);
}

const WINDOWS: Record<WindowName, Window> = {
  boxcar: () => 1,
  bartlett: (t) => 1 - Math.abs(t),
  // Like bartlett, but its ends are half a step, or a whole one for an odd number of points, away from 0.
  triang: (t, n) => 1 - Math.abs(t) * (n - 1) / (n % 2 === 0 ? n : n + 1),
  hann: cosines(0.5, 0.5),
  hamming: cosines(0.54, 0.46),
  blackman: cosines(0.42, 0.5, 0.08),
  nuttall: cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411),
  blackmanharris: cosines(0.35875, 0.48829, 0.14128, 0.01168),
  flattop: cosines(
    0.21557895,
    0.41663158,
    0.277263158,
    0.083578947,
    0.006947368,
  ),
  barthann: (t) => 0.62 - 0.48 * Math.abs(t / 2) + 0.38 * Math.cos(Math.PI * t),
  bohman: (t) => {
    const d = Math.abs(t);
    if (d >= 1) return 0;
    return (1 - d) * Math.cos(Math.PI * d) + Math.sin(Math.PI * d) / Math.PI;
  },
  cosine: (t, n) => Math.cos(Math.PI / 2 * t * (n - 1) / n),
  parzen: (t, n) => {
    const d = Math.abs(t) * (n - 1) / n;
    return Math.abs(t) * (n - 1) / 2 <= (n - 1) / 4
      ? 1 - 6 * d ** 2 + 6 * d ** 3
      : 2 * (1 - d) ** 3;
  },
  lanczos: (t) => t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t),
};

/** The names of the windows. */
export const WINDOW_NAMES: readonly WindowName[] = Object.keys(
  WINDOWS,
) as WindowName[];

/** The points of a window: symmetric, or one period of a periodic one. */
export function windowOf(
  name: WindowName,
  length: number,
  periodic: boolean,
): number[] {
  const n = periodic ? length + 1 : length;
  const at = WINDOWS[name];
  return Array.from(
    { length },
    (_, i) => length === 1 ? 1 : at(2 * i / (n - 1) - 1, n),
  );
}
