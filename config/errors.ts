/** Errors whose fields a caller may want to look at, and how errors show values. */

import { keepNames } from "./keep_names.ts";

/**
 * A tensor has another shape than the one asked for.
 * @category Errors
 */
export class ShapeError extends TypeError {
  /** The name of this class. */
  override readonly name = "ShapeError";
  /** The shape, or its description, that was asked for. */
  readonly expected: unknown;
  /** The shape that was received. */
  readonly actual: readonly number[];

  /** Makes the error from its message and the two shapes. */
  constructor(
    message: string,
    shapes: { expected: unknown; actual: readonly number[] },
  ) {
    super(message);
    this.expected = shapes.expected;
    this.actual = shapes.actual;
  }
}

/**
 * An argument has a value that is not allowed: what Keras calls a ValueError.
 * @category Errors
 */
export class ValueError extends RangeError {
  /** The name of this class. */
  override readonly name: string = "ValueError";
}

/**
 * The loss of a training became NaN or infinite, which no further step mends.
 * @category Errors
 */
export class DivergedError extends ValueError {
  /** The name of this class. */
  override readonly name = "DivergedError";
  /** What the loss became. */
  readonly loss: number;

  /** Makes the error from its message and the loss. */
  constructor(message: string, loss: number) {
    super(message);
    this.loss = loss;
  }
}

/**
 * Why a device failed.
 * @category Errors
 */
export type DeviceErrorKind =
  | "unavailable"
  | "lost"
  | "outOfMemory"
  | "validation";

/**
 * A device could not be opened, or failed while it worked.
 * @category Errors
 */
export class DeviceError extends Error {
  /** The name of this class. */
  override readonly name = "DeviceError";
  /** What went wrong, in one word. */
  readonly kind: DeviceErrorKind;

  /** Makes the error from its kind and message. */
  constructor(kind: DeviceErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Characters of a value that an error shows at most. */
const MOST = 120;

/**
 * A value as errors show it: as JSON where it has some, and never long, for what is wrong may be millions of characters.
 */
export function quote(value: unknown): string {
  if (typeof value !== "string") return shorten(written(value));
  const shown = JSON.stringify(value.slice(0, MOST));
  return value.length <= MOST ? shorten(shown) : cut(shown, value.length);
}

/** The beginning of a text that is too long to be shown, and how long it is. */
export function shorten(text: string): string {
  if (text.length <= MOST) return text;
  return cut(text, text.length);
}

function cut(text: string, length: number): string {
  return `${text.slice(0, MOST)}... (${length} characters)`;
}

function written(value: unknown): string {
  if (typeof value === "function") return calledBy(value);
  if (typeof value === "number" || typeof value === "bigint") return `${value}`;
  if (isInstance(value)) return `${nameOf(value)} object`;
  try {
    return JSON.stringify(value, finite) ?? String(value);
  } catch {
    return members(value as object);
  }
}

/** What JSON refuses, such as a list of layers, by its members; deeper ones are not told. */
function members(value: object): string {
  const shown = Object.entries(value).slice(0, MOST).map(([key, member]) => {
    const text = typeof member !== "object" || member === null
      ? quote(member)
      : isInstance(member)
      ? `${nameOf(member)} object`
      : Array.isArray(member)
      ? "[...]"
      : "{...}";
    return Array.isArray(value) ? text : `${JSON.stringify(key)}: ${text}`;
  });
  const text = shown.join(", ");
  return Array.isArray(value) ? `[${text}]` : `{${text}}`;
}

/** A function by its name, and whether it is a class: an object of it may have been meant. */
function calledBy(value: { readonly name: unknown }): string {
  const source = Function.prototype.toString.call(value);
  const kind = /^class\b/.test(source) ? "class" : "function";
  const { name } = value;
  return typeof name === "string" && name ? `the ${kind} ${name}` : `a ${kind}`;
}

/** Whether a value is of a class of its own, whose fields would tell a reader little. */
function isInstance(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype !== null && prototype !== Object.prototype &&
    !Array.isArray(value);
}

function nameOf({ constructor }: object): string {
  return typeof constructor === "function" && constructor.name || "unnamed";
}

/** JSON has no word for NaN and Infinity. */
function finite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value)
    ? `${value}`
    : value;
}

keepNames({ DeviceError, DivergedError, ShapeError, ValueError });
