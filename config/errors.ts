/** Errors whose fields a caller may want to look at; all others are built-in classes. */

/** A tensor has another shape than the one asked for. */
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

/** An argument has a value that is not allowed: what Keras calls a ValueError. */
export class ValueError extends RangeError {
  /** The name of this class. */
  override readonly name = "ValueError";
}

/** Why a device failed. */
export type DeviceErrorKind =
  | "unavailable"
  | "lost"
  | "outOfMemory"
  | "validation";

/** A device could not be opened, or failed while it worked. */
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
