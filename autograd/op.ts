/** What a differentiable operation is, and how one is run. */

import {
  keepResiduals,
  type OpNode,
  type Recording,
  recordingTapes,
  type TensorSlot,
} from "./tape.ts";
import { Tensor } from "./tensor.ts";
import { withHolders } from "./memory.ts";
import { isObserved, observedForward } from "./observer.ts";
import { currentPlace, type Place } from "./place.ts";
import type { Backend } from "../backends/backend.ts";
import { getBackend } from "../backends/default_backend.ts";
import type { Shown } from "../config/shown.ts";
import { youngList } from "../config/young.ts";

/**
 * What every op takes where it means a tensor: a tensor, a number, or a variable.
 * @category Tensors
 */
export type TensorLike = Tensor | number | TensorSlot;

/** A differentiable operation: its forward and its gradient in one place. */
export interface Op<Attrs> {
  /** Its name in errors and tools. */
  readonly name: string;
  /** Computes the output, and names the tensors that `vjp` will need. */
  forward(
    inputs: readonly Tensor[],
    attrs: Attrs,
  ): readonly [output: Tensor, ...residuals: Tensor[]];
  /**
   * The vector-Jacobian product: pulls the output's cotangent back to each wanted input, in ops, so that it can be
   * differentiated again; `null` where the derivative is zero everywhere.
   */
  vjp(
    cotangent: Tensor,
    residuals: readonly Tensor[],
    attrs: Attrs,
    wants: readonly boolean[],
  ): readonly (Tensor | null)[];
}

/** Runs an op, and records it on the tapes that follow one of its inputs. */
export function run<Attrs>(
  op: Op<Attrs>,
  inputs: readonly Tensor[],
  attrs: Attrs,
): Tensor {
  const made = isObserved()
    ? observedForward(op.name, inputs, () => forward(op, inputs, attrs))
    : forward(op, inputs, attrs);
  const tapes = recordingTapes();
  for (let i = 0; i < tapes.length; i++) {
    const wants = wantsOf(tapes[i], inputs);
    if (wants) tapes[i].record(new Ran(op, inputs, attrs, wants, made));
  }
  return made[0];
}

/** Which inputs a tape follows; undefined if none. */
function wantsOf(
  tape: Recording,
  inputs: readonly Tensor[],
): boolean[] | undefined {
  const wants = youngList<boolean>(inputs.length);
  let isAny = false;
  for (let i = 0; i < inputs.length; i++) {
    const isWanted = tape.depends(inputs[i]);
    if (isWanted) isAny = true;
    wants[i] = isWanted;
  }
  return isAny ? wants : undefined;
}

/** An op that ran. */
class Ran<Attrs> implements OpNode {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly residuals: Tensor[];
  readonly place: Place | undefined = currentPlace();
  readonly #op: Op<Attrs>;
  readonly #attrs: Attrs;
  /** Which inputs the tape follows. */
  readonly #wants: readonly boolean[];

  constructor(
    op: Op<Attrs>,
    inputs: readonly Tensor[],
    attrs: Attrs,
    wants: readonly boolean[],
    made: readonly [Tensor, ...Tensor[]],
  ) {
    this.inputs = inputs;
    this.outputs = made.slice(0, 1);
    this.residuals = keepResiduals(made.slice(1));
    this.#op = op;
    this.#attrs = attrs;
    this.#wants = wants;
  }

  get name(): string {
    return this.#op.name;
  }

  pullback(
    cotangent: Tensor,
    leads: readonly boolean[],
  ): readonly (Tensor | null)[] {
    const wants = this.#wants, both = youngList<boolean>(wants.length);
    for (let i = 0; i < wants.length; i++) both[i] = wants[i] && leads[i];
    return this.#op.vjp(cotangent, this.residuals, this.#attrs, both);
  }
}

function forward<Attrs>(
  op: Op<Attrs>,
  inputs: readonly Tensor[],
  attrs: Attrs,
): readonly [Tensor, ...Tensor[]] {
  try {
    return op.forward(inputs, attrs);
  } catch (error) {
    throw withHolders(inputs[0].backend, error);
  }
}

/** The tensors that are meant; numbers become scalars on the backend of the others. Errors say `name`. */
export function toTensors(
  name: string | Shown,
  inputs: readonly TensorLike[],
): Tensor[] {
  const given = youngList<Tensor | number>(inputs.length);
  let first: Backend | undefined, hasNumbers = false;
  for (let i = 0; i < inputs.length; i++) {
    const one = tensorOrNumber(name, inputs[i]);
    given[i] = one;
    if (typeof one === "number") hasNumbers = true;
    else first ??= one.backend;
  }
  const backend = first ?? getBackend();
  for (const one of given) {
    if (typeof one === "number" || one.backend === backend) continue;
    throw new TypeError(
      `Cannot compute ${name}: expected tensors on one backend, received tensors on "${backend.name}" and ${
        one.backend.name === backend.name ? "another " : ""
      }"${one.backend.name}"`,
    );
  }
  if (!hasNumbers) return given as Tensor[];
  return given.map((one) =>
    typeof one === "number" ? Tensor.from(backend, [one], []) : one
  );
}

function tensorOrNumber(
  name: string | Shown,
  input: TensorLike,
): Tensor | number {
  if (typeof input === "number" || input instanceof Tensor) return input;
  if (input?.value instanceof Tensor) return input.value;
  throw new TypeError(
    `Cannot compute ${name}: expected a tensor, a number or a variable, received ${
      typeName(input)
    }`,
  );
}

/** The one tensor that is meant. */
export function toTensor(name: string, input: TensorLike): Tensor {
  return input instanceof Tensor ? input : toTensors(name, [input])[0];
}

/** Gives a function the name by which stacks and errors call it. */
export function named<F extends (...operands: never[]) => Tensor>(
  name: string,
  f: F,
): F {
  return Object.defineProperty(f, "name", { value: name });
}

/** How errors name a value that is no tensor. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}
