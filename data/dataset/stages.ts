/** Passes made of other passes, one stage each: nothing is made before it is asked for, and who stops closes all. */

import { splitMix32 } from "../random.ts";
import { isPromise, type Pass, settled, Wait } from "./pass.ts";
import type { Share } from "./counts.ts";
import { stack } from "./stack.ts";

/** Each element as `f` changes it. */
export function* mapped<T, R>(
  elements: Pass<T>,
  f: (element: T) => R | PromiseLike<R>,
): Generator<R | Wait> {
  for (const one of elements) {
    if (one instanceof Wait) {
      yield one;
      continue;
    }
    const made = f(one);
    yield isPromise(made) ? yield* settled(made) : made;
  }
}

/** The elements of which `isWanted` says so. */
export function* filtered<T>(
  elements: Pass<T>,
  isWanted: (element: T) => boolean | PromiseLike<boolean>,
): Generator<T | Wait> {
  for (const one of elements) {
    if (one instanceof Wait) {
      yield one;
      continue;
    }
    const said = isWanted(one);
    if (isPromise(said) ? yield* settled(said) : said) yield one;
  }
}

/** Elements drawn from a buffer that is filled again after each draw. */
export function* shuffled<T>(
  elements: Pass<T>,
  bufferSize: number,
  seed: number,
): Generator<T | Wait> {
  const random = splitMix32(seed);
  const buffer: T[] = [];
  function draw(): T {
    const at = Math.floor(random() * buffer.length);
    const drawn = buffer[at];
    const last = buffer.pop() as T;
    if (at < buffer.length) buffer[at] = last;
    return drawn;
  }
  for (const one of elements) {
    if (one instanceof Wait) {
      yield one;
      continue;
    }
    buffer.push(one);
    if (buffer.length >= bufferSize) yield draw();
  }
  while (buffer.length > 0) yield draw();
}

/** Elements stacked, `size` at a time. */
export function* batched<T>(
  elements: Pass<T>,
  size: number,
  dropRemainder: boolean,
): Generator<unknown> {
  let batch: T[] = [];
  for (const one of elements) {
    if (one instanceof Wait) {
      yield one;
      continue;
    }
    batch.push(one);
    if (batch.length < size) continue;
    yield stack(batch);
    batch = [];
  }
  if (batch.length > 0 && !dropRemainder) yield stack(batch);
}

/** The elements, `count` of which are in the making while others are used. */
export async function* prefetched<T>(
  elements: AsyncGenerator<T>,
  count: number,
): AsyncGenerator<T> {
  const made: Promise<IteratorResult<T>>[] = [];
  function ask(): void {
    const next = elements.next();
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
    await elements.return(undefined);
  }
}

/** `count` passes, one after the other; one that is empty is the last. */
export function* repeated<T>(
  begin: () => Pass<T>,
  count: number,
): Generator<T | Wait> {
  for (let pass = 0; pass < count; pass++) {
    let isEmpty = true;
    for (const one of begin()) {
      isEmpty &&= one instanceof Wait;
      yield one;
    }
    if (isEmpty) return;
  }
}

/** The first elements. */
export function* taken<T>(
  elements: Pass<T>,
  count: number,
): Generator<T | Wait> {
  let left = count;
  if (left === 0) return;
  for (const one of elements) {
    yield one;
    if (!(one instanceof Wait) && --left === 0) return;
  }
}

/** The elements behind the first ones. */
export function* skipped<T>(
  elements: Pass<T>,
  count: number,
): Generator<T | Wait> {
  let left = count;
  for (const one of elements) {
    if (left > 0 && !(one instanceof Wait)) left--;
    else yield one;
  }
}

/** The element at `rank` of each `size` in a row; of the last ones, too few for that, none. */
export function* sharded<T>(
  elements: Pass<T>,
  { rank, size }: Share,
): Generator<T | Wait> {
  let at = 0, own: T | undefined;
  for (const one of elements) {
    if (one instanceof Wait) {
      yield one;
      continue;
    }
    if (at === rank) own = one;
    if (++at < size) continue;
    yield own as T;
    at = 0;
  }
}

/** The elements, handed over together once all have been gone through. */
export function* remembered<T>(
  elements: Pass<T>,
  keep: (all: readonly T[]) => void,
): Generator<T | Wait> {
  const seen: T[] = [];
  for (const one of elements) {
    if (!(one instanceof Wait)) seen.push(one);
    yield one;
  }
  keep(seen);
}

/** First these, then those. */
export function* concatenated<A, B>(
  first: Pass<A>,
  second: () => Pass<B>,
): Generator<A | B | Wait> {
  yield* first;
  yield* second();
}

/** Elements side by side, until one of the passes comes to its end. */
export function* zipped(
  passes: readonly Pass<unknown>[],
): Generator<unknown> {
  const iterators = passes.map((pass) => pass[Symbol.iterator]());
  try {
    for (;;) {
      const elements: unknown[] = [];
      for (const iterator of iterators) {
        let next = iterator.next();
        while (!next.done && next.value instanceof Wait) {
          yield next.value;
          next = iterator.next();
        }
        if (next.done) return;
        elements.push(next.value);
      }
      yield elements;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}
