/** Text in lines. */

/** Lines of whole parts, no longer than `columns` where that can be; `gap` parts them, and begins all lines but the first. */
export function broken(
  parts: readonly string[],
  columns: number,
  gap: string,
): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : last + gap + part;
    if (last !== undefined && longer.length <= columns) {
      lines[lines.length - 1] = longer;
    } else lines.push(last === undefined ? part : gap + part);
  }
  return lines;
}
