/** Bytes in whatever holds them, and what to do where something else was given. */

import { quote } from "../config/errors.ts";

/**
 * What holds bytes. Arrays of larger numbers do not: their bytes lie as the machine has them.
 * @category Data
 */
export type Bytes =
  | Uint8Array
  | Uint8ClampedArray
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/** A window on the bytes that `value` holds; `action` is what cannot be done without. */
export function bytesOf(
  action: string,
  value: unknown,
  expected = "bytes",
): Uint8Array {
  if (ArrayBuffer.isView(value) && holdsBytes(value)) {
    checkAttached(action, value.buffer);
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isBuffer(value)) {
    checkAttached(action, value);
    return new Uint8Array(value);
  }
  throw new TypeError(
    `Cannot ${action}: expected ${expected} (Uint8Array, ArrayBuffer or DataView), received ${
      quote(value)
    }${cureOf(value)}`,
  );
}

/** Parts one behind the other; one alone as it is. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function holdsBytes(view: ArrayBufferView): boolean {
  return ["Uint8Array", "Uint8ClampedArray", "DataView"].includes(kindOf(view));
}

function isBuffer(value: unknown): value is ArrayBuffer | SharedArrayBuffer {
  return ["ArrayBuffer", "SharedArrayBuffer"].includes(kindOf(value));
}

/** The name of a built-in class, also of one from another realm. */
function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** What was handed on to another thread has no bytes left, and looks like an empty array. */
function checkAttached(action: string, buffer: ArrayBufferLike): void {
  if ("detached" in buffer && buffer.detached === true) {
    throw new TypeError(
      `Cannot ${action}: expected bytes, received an array whose buffer was transferred`,
    );
  }
}

function cureOf(value: unknown): string {
  if (typeof value === "string") {
    return " (new TextEncoder().encode(text) makes bytes of text)";
  }
  if (typeof value !== "object" || value === null) return "";
  if ("then" in value) return " (await it)";
  if (kindOf(value) === "Blob" || kindOf(value) === "Response") {
    return " (await its bytes())";
  }
  if (ArrayBuffer.isView(value)) {
    return " (its bytes are new Uint8Array(a.buffer, a.byteOffset, a.byteLength))";
  }
  return Array.isArray(value) ? " (Uint8Array.from makes bytes of it)" : "";
}
