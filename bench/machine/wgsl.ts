/** What the text of a shader says of the memory that it uses. */

/** The storage that a shader declares, and what it does with it. */
export type Accesses = readonly {
  readonly group: number;
  readonly binding: number;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}[];

const STORAGE =
  /@group\((\d+)\)\s*@binding\((\d+)\)\s*var<\s*storage\s*(?:,\s*(\w+)\s*)?>\s*(\w+)/g;

/** What may be read and written counts as read only where the text does so. */
export function accessesOf(code: string): Accesses {
  return [...code.matchAll(STORAGE)].map(([, group, binding, mode, name]) => ({
    group: Number(group),
    binding: Number(binding),
    isRead: mode !== "read_write" || isUsed(code, name),
    isWritten: mode === "read_write",
  }));
}

/** Whether an array is used in any other way than to assign to its elements. */
function isUsed(code: string, name: string): boolean {
  return [...code.matchAll(new RegExp(`\\b${name}\\b(?!\\s*:)`, "g"))]
    .some(({ index }) => !isAssigned(code.slice(index + name.length)));
}

/** Whether a text begins with an index in brackets, and perhaps a member, to which it assigns. */
function isAssigned(text: string): boolean {
  let depth = 0, i = 0;
  for (; i < text.length; i++) {
    if (text[i] === "[") depth++;
    else if (text[i] === "]") depth--;
    else if (depth === 0) break;
  }
  return /^(\.\w+)?\s*=(?!=)/.test(text.slice(i));
}

const SHARED = /var<\s*workgroup\s*>\s*\w+\s*:\s*([^;]+);/g;

/** The bytes that the threads of a workgroup share. */
export function sharedBytesOf(code: string): number {
  return [...code.matchAll(SHARED)]
    .reduce((sum, [, type]) => sum + bytesOf(type.trim(), code), 0);
}

function bytesOf(type: string, code: string): number {
  const array = /^array<(.*),([^,<>]*)>$/s.exec(type);
  if (array) return bytesOf(array[1].trim(), code) * valueOf(array[2], code);
  const vector = /^vec([234])(.*)$/.exec(type);
  if (vector) {
    const scalar = bytesOf(vector[2].replace(/[<>]/g, ""), code);
    return (vector[1] === "2" ? 2 : 4) * scalar;
  }
  return /^(f16|h)$/.test(type) ? 2 : 4;
}

/** The value of a number, a constant, or a product of such. */
function valueOf(text: string, code: string): number {
  return text.split("*").reduce((product, factor) => {
    const name = factor.trim();
    if (/^\d+[ui]?$/.test(name)) return product * parseInt(name);
    const constant = new RegExp(`const\\s+${name}\\b[^=]*=([^;]+);`).exec(code);
    return product * (constant ? valueOf(constant[1], code) : NaN);
  }, 1);
}
