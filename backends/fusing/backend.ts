/** A backend around a backend: writes calls down, and runs them fused when somebody wants to see results. */

import type {
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  Epilogue,
  Operand,
  ReduceFn,
} from "../backend.ts";
import { DeviceError } from "../errors.ts";
import { type Expr, input } from "../expr.ts";
import type { BackendInfo } from "../info.ts";
import { sizeOf } from "../view.ts";
import type { Call, Command } from "./command.ts";
import { ExprNumbers } from "./expressions.ts";
import { LazyBuffer } from "./lazy_buffer.ts";
import { release, runPlan } from "./plan.ts";
import { Planner } from "./planner.ts";
import { Rhythm } from "./rhythm.ts";
import { Window } from "./window.ts";

/** What holds for a backend that tells nothing of itself. */
const CAUTIOUS: BackendTraits = {
  elementBytes: 4,
  maxOperands: 8,
  inPlace: false,
};
/** Commands after which they are run whatever may come. */
const MOST_COMMANDS = 1024;
/** Bytes given back that may wait for commands that still use them. */
const MOST_WAITING = 64 * 2 ** 20;

const RESULT: readonly Expr[] = [input(0)];

/**
 * Runs chains of elementwise work, and such work before a fold or behind a product, as one kernel each, and takes memory
 * only from the first use of a result to the last. What nobody can see is never computed.
 *
 * Work waits until a read, a `flush`, the end of a training step as far as that shows, or until there is much of it.
 * Errors of kernels are thrown by the call that has to wait for them no longer.
 */
export class FusingBackend implements Backend {
  /** The name of the backend inside. */
  readonly name: string;
  /** What work runs on. */
  readonly inner: Backend;
  readonly #traits: BackendTraits;
  readonly #planner: Planner;
  readonly #numbers = new ExprNumbers();
  readonly #rhythm = new Rhythm();
  #window = new Window(this.#numbers);
  #bytesInUse = 0;
  #bytesWaiting = 0;

  /** Takes over a backend. */
  constructor(inner: Backend) {
    this.inner = inner;
    this.name = inner.name;
    this.#traits = inner.traits ?? CAUTIOUS;
    this.#planner = new Planner(this.#traits);
  }

  /** What the backend inside tells of itself. */
  get traits(): BackendTraits {
    return this.#traits;
  }

  /** Bytes of the buffers that have been asked for and not given back, whether or not they take memory yet. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** Whether the device is gone, disposed or lost. */
  get closed(): boolean {
    return this.inner.closed;
  }

  /** How many plans have been made: one for each list of commands unlike those before. */
  get plans(): number {
    return this.#planner.made;
  }

  /** The device and what it has done so far. */
  info(): BackendInfo {
    const { name, bytesInUse } = this;
    return { ...this.inner.info?.(), name, bytesInUse };
  }

  /** Promises memory for `length` elements. */
  alloc(length: number): Buffer {
    const bytes = length * this.#traits.elementBytes;
    this.#bytesInUse += bytes;
    return new LazyBuffer(length, bytes);
  }

  /** Gives memory back, once the commands that use it have run. */
  free(buffer: Buffer): void {
    const lazy = buffer as LazyBuffer;
    lazy.isFreed = true;
    this.#bytesInUse -= lazy.byteLength;
    if (!this.#window.uses(lazy)) release(this.inner, lazy);
    else if (lazy.real) this.#bytesWaiting += lazy.byteLength;
  }

  /** Copies elements in, behind all commands that use the buffer. */
  write(buffer: Buffer, data: ArrayLike<number>): void {
    const lazy = buffer as LazyBuffer;
    // What is written here is often the next step's: its memory should not come before that of this one is back.
    if (this.#window.uses(lazy) || this.#rhythm.isAtEnd) this.#run();
    lazy.fault = undefined;
    this.inner.write(this.#realOf(lazy), data);
  }

  /** Runs all commands and copies elements out. */
  async read(
    buffer: Buffer,
    length: number,
  ): Promise<Float32Array | Float64Array> {
    const lazy = buffer as LazyBuffer;
    this.#run();
    if (lazy.fault) throw lazy.fault;
    return await this.inner.read(this.#realOf(lazy), length);
  }

  /** Evaluates expressions for every element. */
  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    if (outs.length === 0 || sizeOf(outs[0].view.shape) === 0) return;
    const reads: Operand[] = [];
    this.#push({
      kind: "map",
      name: "elementwise",
      exprs,
      inputs,
      reads,
      outs,
    });
  }

  /** Folds axes. */
  reduce(
    fn: ReduceFn,
    map: Expr,
    inputs: readonly Operand[],
    out: Operand,
  ): void {
    const { shape } = inputs[0].view, size = sizeOf(shape);
    // A fold of one element each is none.
    if (size > 0 && size === sizeOf(out.view.shape)) {
      return this.elementwise([map], inputs, [out]);
    }
    this.#push({
      ...{ kind: "fold", name: "reduce", fn },
      ...{ exprs: [map], inputs, reads: [], outs: [out] },
    });
  }

  /** Multiplies matrices. */
  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void {
    this.#product(
      "matmul",
      [a, b],
      out,
      epilogue,
      (backend, [a, b], [out], epilogue) => backend.matmul(a, b, out, epilogue),
    );
  }

  /** Convolves. */
  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#product(
      "conv2d",
      [x, w],
      out,
      epilogue,
      (backend, [x, w], [out], epilogue) =>
        backend.conv2d(x, w, out, geometry, epilogue),
    );
  }

  /** Convolves the other way. */
  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#product(
      "conv2dInputGrad",
      [dy, w],
      out,
      epilogue,
      (backend, [dy, w], [out], epilogue) =>
        backend.conv2dInputGrad(dy, w, out, geometry, epilogue),
    );
  }

  /** The gradient of a convolution in its kernel. */
  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    this.#call(
      "conv2dKernelGrad",
      [x, dy],
      out,
      (backend, [x, dy], [out]) =>
        backend.conv2dKernelGrad(x, dy, out, geometry),
    );
  }

  /** Draws uniform numbers. */
  random(key: readonly [number, number], counter: number, out: Operand): void {
    this.#call(
      "random",
      [],
      out,
      (backend, _, [out]) => backend.random(key, counter, out),
    );
  }

  /** Runs all commands and submits them. */
  flush(): void {
    this.#run();
    this.inner.flush();
  }

  /** Lets go of the device; what has not been run never is. */
  [Symbol.dispose](): void {
    this.#startWindow();
    this.inner[Symbol.dispose]();
  }

  /** A kernel that takes no epilogue. */
  #call(
    name: string,
    reads: readonly Operand[],
    out: Operand,
    call: Call,
  ): void {
    const none = { exprs: [], inputs: [] };
    this.#push({ kind: "call", name, ...none, reads, outs: [out], call });
  }

  /** A kernel that takes an epilogue. */
  #product(
    name: string,
    reads: readonly Operand[],
    out: Operand,
    epilogue: Epilogue | undefined,
    call: Call,
  ): void {
    const exprs = epilogue ? [epilogue.expr] : RESULT;
    const inputs = epilogue?.operands ?? [];
    const outs = [out];
    this.#push({ kind: "call", name, exprs, inputs, reads, outs, call });
  }

  #push(command: Command): void {
    const { commands } = this.#window;
    const isFull = commands.length >= MOST_COMMANDS ||
      this.#bytesWaiting > MOST_WAITING;
    if (isFull || this.#rhythm.shouldEnd(this.#bytesInUse)) this.#run();
    for (const { buffer } of [...command.inputs, ...command.reads]) {
      const { fault } = buffer as LazyBuffer;
      if (fault) throw fault;
    }
    const number = this.#window.add(command);
    this.#rhythm.add(number, this.#bytesInUse);
  }

  #run(): void {
    const window = this.#window;
    if (window.commands.length === 0) return;
    this.#startWindow();
    runPlan(this.#planner.planOf(window), window, this.inner);
  }

  #startWindow(): void {
    this.#window = new Window(this.#numbers);
    this.#rhythm.restart();
    this.#bytesWaiting = 0;
  }

  /** The memory of a buffer; where there is none, what waits may have some to give back. */
  #realOf(buffer: LazyBuffer): Buffer {
    if (buffer.real) return buffer.real;
    try {
      buffer.real = this.inner.alloc(buffer.length);
    } catch (error) {
      const mayHelp = error instanceof DeviceError &&
        error.kind === "outOfMemory" && this.#bytesWaiting > 0;
      if (!mayHelp) throw error;
      this.#run();
      buffer.real = this.inner.alloc(buffer.length);
    }
    return buffer.real;
  }
}
