/** The tensor: an immutable n-dimensional array on a device. */

import type { Backend, Buffer, Operand } from "../backends/backend.ts";
import type { DType } from "../backends/dtype.ts";
import { ShapeError } from "../config/errors.ts";
import {
  checkLength,
  contiguous,
  type Shape,
  sizeOf,
  type View,
} from "../backends/view.ts";
import { checkArgumentCount } from "../config/options.ts";
import { SHOWN, Shown } from "../config/shown.ts";
import { explainingMemory, withHolders } from "./memory.ts";
import { letEventLoopTurn } from "./event_loop.ts";
import type { TensorMethods } from "./methods.ts";
import { refusalOfJSON, textOf } from "./plain.ts";
import { enqueueRead } from "./enqueue_read.ts";
import { currentScope, LEFT_SCOPES } from "./scope.ts";
import { type Display, displayOf } from "./showing/display.ts";
import { elementsNow } from "./showing/elements.ts";
import { checkInside, collected, HELD, Storage, Viewed } from "./storage.ts";

let made = 0;

/** Send its elements (`await tensor.data()`) and its shape instead, and make a new tensor of them. */
const refuseJSON = refusalOfJSON(
  "a tensor",
  "its elements, which data() reads",
);

/**
 * The ops as methods.
 * @category Tensors
 */
export interface Tensor extends
  TensorMethods<
    Tensor,
    Tensor | number | { readonly value: Tensor }
  > {}

/**
 * An immutable n-dimensional array on a device. Tensors are made by `tensor`, `zeros` and their like, and by ops; views
 * such as `reshape` and `transpose` share memory. Memory is freed by the scope in which the tensor was made, by
 * `using`, or at last by the garbage collector.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals(x.shape, [2, 3]);
 * assertEquals([...await x.sum({ axis: 0 }).data()], [5, 7, 9]);
 * ```
 *
 * @category Tensors
 */
export class Tensor extends Shown implements Disposable {
  /** How the elements lie in the device's memory. */
  readonly view: View;
  /**
   * Refuses to write a tensor as JSON. It is a property of the tensor itself, so that `structuredClone` and
   * `postMessage` refuse it too: their copy would have no memory.
   *
   * @throws {TypeError} whenever it is called.
   */
  readonly toJSON: () => never = refuseJSON;
  /** How many tensors had been made when it was, itself among them. */
  readonly number: number = ++made;
  /** How many hold it that end themselves, or of which the garbage collector tells, such as variables. */
  [HELD] = 0;
  readonly #storage: Storage;
  /** It whole, once a kernel has taken it. */
  #operand: Operand | undefined;
  #owners = 1;
  #offered = false;
  #isInNet = false;

  private constructor(storage: Storage, view: View) {
    if (!(storage instanceof Storage)) {
      throw new TypeError(
        "Cannot make a Tensor with new: expected a function that makes tensors, such as tensor or zeros",
      );
    }
    super();
    this.#storage = storage;
    this.view = view;
    storage.retain();
    const scope = currentScope();
    if (scope) scope.adopt(this);
    else this[LEFT_SCOPES]();
  }

  /** How many have been made. */
  static get made(): number {
    return made;
  }

  /** A tensor of this shape whose elements are not yet written; `dense` is its row-major view, where there is one. */
  static empty(
    backend: Backend,
    shape: Shape,
    dtype: DType = "float32",
    dense?: View,
  ): Tensor {
    const view = dense ?? contiguous(shape), length = sizeOf(shape);
    checkLength(length);
    // A view that is given is that of tensors that there are.
    if (!dense) checkInside(view, length);
    return new Tensor(Storage.of(backend, length, dtype), view);
  }

  /** A tensor with these elements in row-major order. */
  static from(
    backend: Backend,
    elements: ArrayLike<number>,
    shape: Shape,
  ): Tensor {
    if (elements.length !== sizeOf(shape)) {
      throw new ShapeError(
        `Cannot make a tensor: expected ${sizeOf(shape)} elements for shape [${
          shape.join(", ")
        }], received ${elements.length}`,
        { expected: shape, actual: [elements.length] },
      );
    }
    const tensor = Tensor.empty(backend, shape);
    const { buffer } = tensor.#storage;
    explainingMemory(backend, () => backend.write(buffer, elements));
    return tensor;
  }

  /** The element type: how elements are stored. */
  get dtype(): DType {
    return this.#storage.buffer.dtype ?? "float32";
  }
  /** Sizes of the axes, outermost first. */
  get shape(): Shape {
    return this.view.shape;
  }
  /** Number of axes. */
  get rank(): number {
    return this.view.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return sizeOf(this.view.shape);
  }
  /** The device that holds the elements. */
  get backend(): Backend {
    return this.#storage.backend;
  }
  /** Its memory on the device, which other tensors may share; undefined after its disposal. */
  get memory(): Buffer | undefined {
    return this.disposed ? undefined : this.#storage.buffer;
  }
  /** Whether its memory has been given back. */
  get disposed(): boolean {
    return this.#owners === 0 || (this.#offered && this.#owners === 1);
  }

  /**
   * The memory and a view of it, for a kernel.
   *
   * @throws {ValueError} if the view leaves the memory.
   */
  operand(view: View = this.view): Operand {
    if (this.disposed) {
      throw new ReferenceError(
        `Cannot use a tensor of shape [${
          this.shape.join(", ")
        }] after its disposal: expected it to be returned from the function that made it, or kept with scope.keep`,
      );
    }
    const { buffer, length } = this.#storage;
    if (view === this.view) return this.#operand ??= new Viewed(buffer, view);
    checkInside(view, length);
    return new Viewed(buffer, view);
  }

  /**
   * Another tensor on the same memory.
   *
   * @throws {ValueError} if the view leaves the memory.
   */
  through(view: View): Tensor {
    checkArgumentCount("view a tensor's memory", arguments, 1);
    this.operand(view);
    return new Tensor(this.#storage, view);
  }

  /** Adds an owner: the tensor now outlives one more disposal. */
  retain(): this {
    this.operand();
    this.#owners++;
    return this;
  }

  /** Waits for the device and copies the elements out, in row-major order. */
  async data(): Promise<Float32Array> {
    checkArgumentCount("read a tensor", arguments, 0);
    const read = await this.read();
    return read instanceof Float32Array ? read : Float32Array.from(read);
  }

  /** The only element of a tensor of size 1, once the device has computed it. */
  async item(): Promise<number> {
    checkArgumentCount("take the item of a tensor", arguments, 0);
    if (this.size !== 1) {
      throw new TypeError(
        `Cannot take the item of a tensor: expected 1 element, received shape [${
          this.shape.join(", ")
        }] with ${this.size}`,
      );
    }
    return (await this.read())[0];
  }

  /** Like `data`, in the precision in which the backend computes (float64 on the reference). */
  async read(): Promise<Float32Array | Float64Array> {
    checkArgumentCount("read a tensor", arguments, 0);
    const { backend } = this;
    const reading = explainingMemory(
      backend,
      () => enqueueRead(backend, this.operand()),
    );
    const elements = await reading.catch((error) => {
      throw withHolders(backend, error);
    });
    await letEventLoopTurn();
    return elements;
  }

  /**
   * Gives it up as a disposal does, but so that `withdraw` can take that back: its memory stays as it is until
   * pending work is done. Then it has to be disposed of.
   */
  offer(): void {
    this.#offered = true;
    if (this.#owners === 1) this.#storage.offer();
  }

  /** Takes an offer back. */
  withdraw(): void {
    this.#offered = false;
    this.#storage.endOffer(false);
  }

  /** Whether it has several owners. */
  get isShared(): boolean {
    return this.#owners > 1;
  }

  /** Gives up one ownership; the last frees the memory, unless another tensor views it. */
  [Symbol.dispose](): void {
    if (this.#owners === 0) return;
    this.#owners--;
    if (this.#offered && this.#owners === 1) this.#storage.offer();
    if (this.#owners > 0) return this[LEFT_SCOPES]();
    if (this.#isInNet) collected.unregister(this);
    if (this.#offered) this.#storage.endOffer(true);
    this.#storage.release();
  }

  /** No scope is going to free it, and whoever holds it may forget it. */
  [LEFT_SCOPES](): void {
    if (this[HELD] > 0 || this.#isInNet || this.#owners === 0) return;
    this.#isInNet = true;
    collected.register(this, this.#storage, this);
  }

  /** What it is, without its elements. */
  override toString(): string {
    const state = this.disposed ? ", disposed" : "";
    return `Tensor { shape: [${
      this.shape.join(", ")
    }], dtype: "${this.dtype}", backend: "${this.backend.name}"${state} }`;
  }

  /**
   * The same in template strings and the like.
   *
   * @throws {TypeError} where it is to be a number, as in `total += loss` or `loss < 1`: only `item` waits for that.
   */
  override [Symbol.toPrimitive](hint: string): string {
    return textOf("a tensor", this, hint);
  }

  /** What it is, and its elements as NumPy prints them where that needs no waiting. */
  override [SHOWN](): string {
    return `${this}${elementsNow(this)}`;
  }

  /** What a notebook shows: a table, or a picture where it is one. */
  [Symbol.for("Jupyter.display")](): Promise<Display> {
    return displayOf(this);
  }
}
