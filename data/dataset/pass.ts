/**
 * A pass over elements, which waits only where there is something to wait for: elements of arrays go through all stages
 * without a promise each, which would cost more than what is done with them.
 */

/**
 * Something to go through.
 * @category Data
 */
export type Elements<T> = Iterable<T> | AsyncIterable<T>;

/**
 * What gives elements, or a function that makes it anew for each pass.
 * @category Data
 */
export type DatasetSource<T> = Elements<T> | (() => Elements<T>);

/** Elements, and between them what has to be waited for before the next one is asked for. */
export type Pass<T> = Iterable<T | Wait>;

/** Promises that a pass leaves behind where it is stopped, to be awaited at its end. */
export type Closing = PromiseLike<unknown>[];

/** What has to be waited for. */
export class Wait {
  /** Settled when the pass can go on; it never rejects. */
  readonly promise: PromiseLike<void>;

  /** Waits for a promise that never rejects. */
  constructor(promise: PromiseLike<void>) {
    this.promise = promise;
  }
}

/** As `await`, within a pass: what is promised, or the error. */
export function* settled<T>(promise: PromiseLike<T>): Generator<Wait, T> {
  let outcome: (() => T) | undefined;
  yield new Wait(promise.then(
    (value) => {
      outcome = () => value;
    },
    (error) => {
      outcome = () => {
        throw error;
      };
    },
  ));
  return outcome!();
}

/** Whether a value is still to come. */
export function isPromise<T>(
  value: T | PromiseLike<T>,
): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/** Whether a value can be gone through; a string is a value. */
export function isElements(value: unknown): value is Elements<unknown> {
  return typeof value === "object" && value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Begins passes over a source. */
export function beginOf<T>(
  source: DatasetSource<T>,
): (closing: Closing) => Pass<T> {
  if (typeof source === "function") {
    return (closing) => passOver(source(), closing);
  }
  const isIterator = "next" in source && typeof source.next === "function";
  let isSpent = false;
  return (closing) => {
    if (isSpent) {
      throw new TypeError(
        "Cannot go through a Dataset again: expected a source that begins anew, received an iterator (hand over the function that makes it)",
      );
    }
    isSpent = isIterator;
    return passOver(source, closing);
  };
}

/** A pass over what others have made. */
export function passOver<T>(elements: Elements<T>, closing: Closing): Pass<T> {
  return Symbol.asyncIterator in elements
    ? awaited(elements, closing)
    : given(elements);
}

function* given<T>(elements: Iterable<T>): Generator<T | Wait> {
  for (const one of elements) {
    yield isPromise(one) ? yield* settled<T>(one) : one;
  }
}

function* awaited<T>(
  elements: AsyncIterable<T>,
  closing: Closing,
): Generator<T | Wait> {
  const iterator = elements[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      isOpen = false;
      const next = yield* settled(iterator.next());
      if (next.done) return;
      isOpen = true;
      yield next.value;
    }
  } finally {
    // One that has ended, or failed, closes itself.
    if (isOpen && iterator.return) closing.push(iterator.return());
  }
}

/** Goes through a pass, and waits. */
export async function* run<T>(
  begin: (closing: Closing) => Pass<T>,
): AsyncGenerator<T> {
  const closing: Closing = [];
  try {
    for (const one of begin(closing)) {
      if (one instanceof Wait) await one.promise;
      else yield one;
    }
  } finally {
    await Promise.all(closing);
  }
}
