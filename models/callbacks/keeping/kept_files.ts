/** Which of the files that were written are kept: the last ones, and the best. */

/** Files that were written one after the other. */
export interface WrittenFiles {
  /** Their paths, the last one at the end. */
  readonly files: readonly string[];
  /** The one of them that is the best, if any is. */
  readonly best: string | null;
}

/** The same with one more, which may have been written over an earlier one. */
export function withFile(
  { files, best }: WrittenFiles,
  path: string,
  isBest: boolean,
): WrittenFiles {
  const others = files.filter((file) => file !== path);
  const stillBest = best === path ? null : best;
  return { files: [...others, path], best: isBest ? path : stillBest };
}

/** The last `most` and the best, and those that are none of them. */
export function lastAndBest(
  { files, best }: WrittenFiles,
  most: number,
): { readonly kept: WrittenFiles; readonly others: readonly string[] } {
  const last = files.slice(-most);
  const isKept = (file: string) => last.includes(file) || file === best;
  return {
    kept: { files: files.filter(isKept), best },
    others: files.filter((file) => !isKept(file)),
  };
}

/** Those that a template with places such as `{epoch:02d}` may have named: nothing else is its own to remove. */
export function ownFiles(
  { files, best }: WrittenFiles,
  template: string,
): WrittenFiles {
  const parts = template.split(/\{\w+(?::[^{}]*)?\}/).map((part) =>
    part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
  );
  const name = new RegExp(`^${parts.join("[^/\\\\]+")}$`);
  const isOwn = (file: unknown): file is string =>
    typeof file === "string" && name.test(file);
  return {
    files: Array.isArray(files) ? files.filter(isOwn) : [],
    best: isOwn(best) ? best : null,
  };
}
