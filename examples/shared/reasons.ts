/** Why the system does not do what was asked of it, in our words. */

/** By the codes that the systems have in common; each goes on where the name of a file or folder ends. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "which is not there",
  ENOTDIR: "which is a file, or lies in one",
  EISDIR: "which is a folder",
  EEXIST: "which is a file",
  EACCES: "for which the permission is missing",
  EPERM: "for which the permission is missing",
  EROFS: "which lies on a disk that cannot be written to",
  ENOSPC: "which lies on a disk that is full",
  ENAMETOOLONG: "whose name is too long",
  ELOOP: "which is a link to itself",
};

/** What is wrong with a file or folder: `"which is not there"`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `which failed: ${error}`;
  const code = "code" in error ? `${error.code}` : "";
  if (Object.hasOwn(REASONS, code)) return REASONS[code];
  const [flag] = error.message.match(/--allow-[a-z]+/) ?? [];
  if (flag !== undefined) return `for which Deno needs ${flag}`;
  const [words] = error.message.split(/ \(os error|: [a-z]+ '/);
  return `which failed: ${words}`;
}
