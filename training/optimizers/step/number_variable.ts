/** A number that an optimizer keeps, as one of its variables. */

import type { Backend } from "../../../backends/backend.ts";
import { ValueError } from "../../../config/errors.ts";
import { Scope } from "../../../autograd/scope.ts";
import { type TensorLike, typeName } from "../../../autograd/op.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import { beginAnew, Variable } from "../../../variables/variable.ts";

/** Where a number is kept. */
export interface NumberSource {
  /** The last part of the variable's path. */
  readonly name: string;
  /** The number now, in a tensor if only the device knows it. */
  get(): number | Tensor;
  /** The number now, in full precision. */
  read(): Promise<number> | number;
  /** Takes over another. */
  set(value: number): void;
  /** What it has to be other than finite, if anything. */
  readonly expected?: "an integer, 0 or more";
}

/** The numbers of an optimizer by their names, each as one variable. */
export class NumberVariables implements Disposable {
  readonly #made = new Map<string, NumberVariable>();

  /** The variable of a number, which is made when it is first asked for. */
  of(owner: string, source: NumberSource, backend: Backend): NumberVariable {
    const known = this.#made.get(source.name) ??
      new NumberVariable(owner, source, backend);
    known.goTo(backend);
    this.#made.set(source.name, known);
    return known;
  }

  /** Frees them. */
  [Symbol.dispose](): void {
    for (const made of this.#made.values()) made[Symbol.dispose]();
    this.#made.clear();
  }
}

/** A variable of shape [] whose number the host keeps: a device is told when somebody asks. */
export class NumberVariable extends Variable {
  readonly #source: NumberSource;
  #told = 0;
  #toldIn: Tensor | null = null;

  /** Shows a number on a backend. */
  constructor(owner: string, source: NumberSource, backend: Backend) {
    using _scope = new Scope();
    const { name } = source;
    super(Tensor.from(backend, [0], []), {
      ...{ name, path: `${owner}/${name}`, trainable: false },
    });
    this.#source = source;
  }

  /** Shows it on another backend from now on. */
  goTo(backend: Backend): void {
    if (backend === this.backend) return;
    using scope = new Scope();
    beginAnew(this, Tensor.from(backend, [0], []), scope);
  }

  /** The number in a tensor. */
  override get value(): Tensor {
    using _scope = new Scope();
    const now = this.#source.get();
    if (now instanceof Tensor) {
      super.assign(now);
      this.#told = NaN;
    } else if (now !== this.#told || super.value !== this.#toldIn) {
      super.assign(Tensor.from(super.value.backend, [now], []));
      this.#told = now;
    }
    // It is another one if what was assigned could not be computed.
    return this.#toldIn = super.value;
  }

  /** The number, in full precision. */
  number(): Promise<number> | number {
    return this.#source.read();
  }

  /**
   * Refuses what the number cannot be.
   *
   * @throws {ValueError} if it is not finite, or no count where it counts something.
   */
  check(value: number): void {
    const { expected } = this.#source;
    const right = expected
      ? Number.isSafeInteger(value) && value >= 0
      : Number.isFinite(value);
    if (right) return;
    throw new ValueError(
      `Cannot assign to variable "${this.path}": expected ${
        expected ?? "a finite number"
      }, received ${value}`,
    );
  }

  /**
   * Takes over a number.
   *
   * @throws {ValueError} if it cannot be that.
   * @throws {TypeError} if it is given in a tensor, which could not be read at once.
   */
  override assign(value: TensorLike): void {
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot assign to variable "${this.path}": expected a number, received ${
          typeName(value)
        }`,
      );
    }
    this.check(value);
    this.#source.set(value);
  }
}
