/** When synchronous code has given up control: what microtasks tell, but for some that the host runs in the middle of it. */

let depth = 0;
const waiting: (() => void)[] = [];

/** Runs a task when the synchronous code that is going on has given up control. */
export function afterThis(task: () => void): void {
  queueMicrotask(() => {
    if (depth > 0) waiting.push(task);
    else task();
  });
}

/** Runs `f`, in which the host may run microtasks: Deno does so where it loads a part of its own on first use. */
export function uninterrupted<T>(f: () => T): T {
  depth++;
  try {
    return f();
  } finally {
    if (--depth === 0) waiting.splice(0).forEach(afterThis);
  }
}
