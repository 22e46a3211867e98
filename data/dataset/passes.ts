/** Passes over the elements of a source, one stage each: nothing is made before it is asked for, and who stops closes all. */

import { splitMix32 } from "../random.ts";
import { stack } from "./stack.ts";

/** Something to go through. */
export type Elements<T> = Iterable<T> | AsyncIterable<T>;

/** Whether a value can be gone through; a string is a value. */
export function isElements(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** A pass as a generator, which it may be already. */
export function passOf<T>(elements: Elements<T>): AsyncGenerator<T> {
  return Symbol.asyncIterator in elements && "next" in elements
    ? elements as AsyncGenerator<T>
    : passed(elements);
}

async function* passed<T>(elements: Elements<T>): AsyncGenerator<T> {
  for await (const element of elements) yield element;
}

/** Each element as `f` changes it. */
export async function* mapped<T, R>(
  elements: Elements<T>,
  f: (element: T) => R | PromiseLike<R>,
): AsyncGenerator<R> {
  for await (const element of elements) yield await f(element);
}

/** The elements of which `isWanted` says so. */
export async function* filtered<T>(
  elements: Elements<T>,
  isWanted: (element: T) => boolean | PromiseLike<boolean>,
): AsyncGenerator<T> {
  for await (const element of elements) {
    if (await isWanted(element)) yield element;
  }
}

/** Elements drawn from a buffer that is filled again after each draw. */
export async function* shuffled<T>(
  elements: Elements<T>,
  bufferSize: number,
  seed: number,
): AsyncGenerator<T> {
  const random = splitMix32(seed);
  const buffer: T[] = [];
  function draw(): T {
    const at = Math.floor(random() * buffer.length);
    const drawn = buffer[at];
    const last = buffer.pop() as T;
    if (at < buffer.length) buffer[at] = last;
    return drawn;
  }
  for await (const element of elements) {
    buffer.push(element);
    if (buffer.length >= bufferSize) yield draw();
  }
  while (buffer.length > 0) yield draw();
}

/** Elements stacked, `size` at a time. */
export async function* batched<T>(
  elements: Elements<T>,
  size: number,
  dropRemainder: boolean,
): AsyncGenerator<unknown> {
  let batch: T[] = [];
  for await (const element of elements) {
    batch.push(element);
    if (batch.length < size) continue;
    yield stack(batch);
    batch = [];
  }
  if (batch.length > 0 && !dropRemainder) yield stack(batch);
}

/** The elements, `count` of which are in the making while others are used. */
export async function* prefetched<T>(
  elements: AsyncIterable<T>,
  count: number,
): AsyncGenerator<T> {
  const iterator = elements[Symbol.asyncIterator]();
  const made: Promise<IteratorResult<T>>[] = [];
  function ask(): void {
    const next = iterator.next();
    // An error is told when it is its turn.
    next.catch(() => {});
    made.push(next);
  }
  try {
    while (made.length < count) ask();
    for (;;) {
      const next = await made.shift() as IteratorResult<T>;
      if (next.done) return;
      ask();
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** `count` passes, one after the other; one that is empty is the last. */
export async function* repeated<T>(
  elements: Elements<T>,
  count: number,
): AsyncGenerator<T> {
  for (let pass = 0; pass < count; pass++) {
    let isEmpty = true;
    for await (const element of elements) {
      isEmpty = false;
      yield element;
    }
    if (isEmpty) return;
  }
}

/** The first elements. */
export async function* taken<T>(
  elements: Elements<T>,
  count: number,
): AsyncGenerator<T> {
  let left = count;
  if (left === 0) return;
  for await (const element of elements) {
    yield element;
    if (--left === 0) return;
  }
}

/** The elements behind the first ones. */
export async function* skipped<T>(
  elements: Elements<T>,
  count: number,
): AsyncGenerator<T> {
  let left = count;
  for await (const element of elements) {
    if (left > 0) left--;
    else yield element;
  }
}

/** Passes that keep the elements of the first one that comes to its end. */
export function cached<T>(elements: Elements<T>): () => AsyncGenerator<T> {
  let kept: readonly T[] | null = null;
  return async function* () {
    if (kept) return yield* kept;
    const seen: T[] = [];
    for await (const element of elements) {
      seen.push(element);
      yield element;
    }
    kept = seen;
  };
}

/** First these, then those. */
export async function* concatenated<A, B>(
  first: Elements<A>,
  second: Elements<B>,
): AsyncGenerator<A | B> {
  yield* first;
  yield* second;
}

/** Elements side by side, until one of the sources comes to its end. */
export async function* zipped(
  sources: readonly AsyncIterable<unknown>[],
): AsyncGenerator<unknown[]> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    for (;;) {
      const elements: unknown[] = [];
      for (const iterator of iterators) {
        const next = await iterator.next();
        if (next.done) return;
        elements.push(next.value);
      }
      yield elements;
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}
