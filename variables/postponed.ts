/** First values that nobody may need: where they come from a file, what an initializer would draw is never looked at. */

import type { Backend } from "../backends/backend.ts";
import { getBackend } from "../backends/default_backend.ts";
import type { Shape } from "../backends/view.ts";
import { outsideScopes, scoped } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { SeedGenerator } from "../autograd/random.ts";
import { classes } from "./initializers/mod.ts";
import { RandomInitializer } from "./initializers/random_initializers.ts";

const BUILT_IN: ReadonlySet<unknown> = new Set(Object.values(classes));

let postponing = false;

/** Runs `f`; weights made in it that are drawn from a number are drawn when they are first read, if ever. */
export function postponingDraws<T>(f: () => T): T {
  const before = postponing;
  postponing = true;
  try {
    return f();
  } finally {
    postponing = before;
  }
}

/** The first value of a weight, which is drawn when it is asked for. */
export class PostponedDraw {
  /** The device on which it is to be. */
  readonly backend: Backend = getBackend();
  readonly #initializer: RandomInitializer;
  readonly #shape: Shape;

  private constructor(initializer: RandomInitializer, shape: Shape) {
    this.#initializer = initializer;
    this.#shape = shape;
  }

  /** What an initializer is to give, where that may wait: at any time it draws the same, and moves no stream. */
  static of(initializer: unknown, shape: Shape): PostponedDraw | null {
    const mayWait = postponing && initializer instanceof RandomInitializer &&
      !(initializer.seed instanceof SeedGenerator) &&
      BUILT_IN.has(initializer.constructor);
    return mayWait ? new PostponedDraw(initializer, shape) : null;
  }

  /** Its shape. */
  get shape(): Shape {
    return this.#shape;
  }

  /** The value, which is drawn anew each time. */
  get value(): Tensor {
    return outsideScopes(() => {
      return scoped(() => noGrad(() => this.#initializer.call(this.#shape)));
    });
  }
}
