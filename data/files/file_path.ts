/** Paths of files and folders, given as text or as URLs. */

import { quote, shorten } from "../../config/errors.ts";
import { isWindows } from "./runtime.ts";

/**
 * The path that is meant; `action` is what cannot be done without.
 *
 * @throws {TypeError} if it is neither text nor a URL of a file, or would name another file than was meant.
 */
export function pathOf(action: string, path: unknown): string {
  const text = path instanceof URL ? pathOfUrl(action, path) : path;
  if (typeof text !== "string" || text === "") {
    refuse(action, "a path or a file URL", quote(text));
  }
  if (text.includes("\0")) refuse(action, "a path without NUL", quote(text));
  if (/^(file:|[a-z][a-z\d+.-]+:\/\/)/i.test(text)) {
    refuse(action, "a path", `${quote(text)} (new URL() makes a URL of it)`);
  }
  return text;
}

/** A path as errors show it. */
export function shownPath(path: unknown): string {
  return path instanceof URL
    ? shorten(path.href)
    : typeof path === "string" && path !== ""
    ? shorten(path)
    : quote(path);
}

function pathOfUrl(action: string, url: URL): string {
  const shown = shorten(url.href);
  if (url.protocol !== "file:") refuse(action, "a file URL", shown);
  if (url.search !== "" || url.hash !== "") {
    refuse(
      action,
      "a file URL without ? and #",
      `${shown} (in names they are written %3F and %23)`,
    );
  }
  if (/%2f/i.test(url.pathname)) {
    refuse(action, "a file URL without %2F", shown);
  }
  const path = decoded(action, url);
  if (/^\/[a-z]:/i.test(path) && isWindows()) return path.slice(1);
  if (url.host === "") return path;
  if (isWindows()) return `//${url.host}${path}`;
  return refuse(action, "a file URL without a host", shown);
}

function decoded(action: string, url: URL): string {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return refuse(action, "a file URL in UTF-8", shorten(url.href));
  }
}

function refuse(action: string, expected: string, received: string): never {
  throw new TypeError(
    `Cannot ${action}: expected ${expected}, received ${received}`,
  );
}

/** The folder that a file lies in, with the separator behind it, and its name. */
export function partPath(path: string): { folder: string; name: string } {
  const at = Math.max(
    path.lastIndexOf("/"),
    isWindows() ? path.lastIndexOf("\\") : -1,
  );
  return { folder: path.slice(0, at + 1), name: path.slice(at + 1) };
}
