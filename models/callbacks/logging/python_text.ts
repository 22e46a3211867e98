/** Numbers and names as Python writes them: Keras's files are named and filled with its formats. */

import { ValueError } from "../../../config/errors.ts";

/** A float as Python's `str` shows it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/**
 * A text with values in the place of `{name}`, `{name:02d}`, `{name:.3f}` or `{name:.2e}`, as Python's `format` puts
 * them. `integers` names those that are no floats.
 *
 * @throws {ValueError} if a value is not there, or a format is another.
 */
export function formatted(
  text: string,
  values: Readonly<Record<string, number>>,
  integers: readonly string[],
): string {
  return text.replace(/\{(\w+)(?::([^{}]*))?\}/g, (place, name, format) => {
    if (!Object.hasOwn(values, name)) {
      throw new ValueError(
        `Cannot write ${text}: expected one of ${
          Object.keys(values).join(", ")
        } in its places, received ${place}`,
      );
    }
    const value = values[name];
    if (format === undefined) {
      return integers.includes(name) ? `${value}` : floatText(value);
    }
    const [, zero, width, digits, kind] =
      /^(0?)(\d*)(?:\.(\d+))?([def])$/.exec(format) ?? [];
    if (!kind || (kind === "d" && !integers.includes(name))) {
      throw new ValueError(
        `Cannot write ${text}: expected formats such as {epoch:02d}, {loss:.3f} or {loss:.2e}, received ${place}`,
      );
    }
    const shown = kind === "d"
      ? `${value}`
      : kind === "f"
      ? value.toFixed(Number(digits ?? 6))
      : value.toExponential(Number(digits ?? 6))
        .replace(/e([+-])(\d)$/, "e$10$2");
    return shown.padStart(Number(width || 0), zero || " ");
  });
}
