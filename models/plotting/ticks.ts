/** Round numbers along an axis. */

/** A few multiples of 1, 2 or 5 times a power of ten, from the least to the most. */
export function ticksBetween(least: number, most: number): number[] {
  const step = roundStep((most - least) / 4);
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  return Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(12)),
  );
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const round = [1, 2, 5, 10].find((times) => times * power >= step * 0.999);
  return round! * power;
}
