/** Gradients of functions: `valueAndGrad` over variables and tensors, `grad` over arguments. */

import { quote, ShapeError, ValueError } from "../config/errors.ts";
import {
  checkArgumentCount,
  checkArray,
  checkFunction,
} from "../config/options.ts";
import { full } from "./create.ts";
import { typeName } from "./op.ts";
import { Scope, scoped } from "./scope.ts";
import { pullBack, type Source } from "./pull_back.ts";
import { Tape } from "./tape.ts";
import { Tensor } from "./tensor.ts";
import { show } from "./ops/axes.ts";

/** What cannot be done if an argument is wrong. */
const TAKE = "take a gradient";

/**
 * The tensors that sources stand for.
 *
 * @throws {TypeError} if they are no array of tensors and variables.
 */
export function tensorsOf(
  action: string,
  sources: readonly Source[],
): Tensor[] {
  checkArray(action, sources, "an array of tensors and variables");
  return [...sources].map((source) => {
    const tensor = source instanceof Tensor ? source : source?.value;
    if (tensor instanceof Tensor) return tensor;
    throw new TypeError(
      `Cannot ${action}: expected a tensor or a variable to take it for, received ${
        typeName(source)
      }`,
    );
  });
}

/** Follows tensors, and variables with the tensors that are in them now. */
export function watchSources(
  tape: Tape,
  sources: readonly Source[],
  tensors: readonly Tensor[],
): void {
  sources.forEach((source, i) => {
    if (source instanceof Tensor) tape.watch(source);
    else tape.watchVariable(source, tensors[i]);
  });
}

/**
 * The value of `f()`, a scalar, and its gradient with respect to variables or tensors; a gradient of zeros where the
 * value does not depend on one. Everything else made inside `f` is freed.
 *
 * @throws {ShapeError} if `f` does not return a tensor of shape [].
 * @throws {TypeError} if `f` is no function, or a source neither a tensor nor a variable.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2, 3]);
 * const { value, gradients } = dg.valueAndGrad(() => x.square().sum(), [x]);
 * assertEquals(await value.item(), 14);
 * assertEquals([...await gradients[0].data()], [2, 4, 6]);
 * ```
 *
 * @category Autograd
 */
export function valueAndGrad(
  f: () => Tensor,
  sources: readonly Source[],
): { value: Tensor; gradients: Tensor[] } {
  checkArgumentCount(TAKE, arguments, 2);
  checkFunction(TAKE, f, "a function to differentiate");
  using scope = new Scope();
  const tensors = tensorsOf(TAKE, sources);
  using tape = new Tape();
  watchSources(tape, sources, tensors);
  const value = f();
  tape.stop();
  checkScalar(value);
  const gradients = pullBack(tape, value, sources, { keepTape: false })
    .map((gradient, i) => gradient ?? unconnected(tensors[i]));
  return {
    value: scope.keep(value),
    gradients: gradients.map((gradient) => scope.keep(gradient)),
  };
}

// Zeros that stand for a gradient that there is not.
const ofNothing = new WeakSet<Tensor>();

function unconnected(x: Tensor): Tensor {
  const zeros = zerosLike(x);
  ofNothing.add(zeros);
  return zeros;
}

/** Whether a gradient is zero because the value does not depend on its source. */
export function isUnconnected(gradient: Tensor): boolean {
  return ofNothing.has(gradient);
}

/** Zeros of a tensor's shape on its backend. */
export function zerosLike(x: Tensor): Tensor {
  return full(x.shape, 0, x.backend);
}

function checkScalar(value: unknown): asserts value is Tensor {
  if (value instanceof Tensor && value.rank === 0) return;
  const received = value instanceof Tensor
    ? `shape ${show(value.shape)}`
    : typeName(value);
  throw new ShapeError(
    `Cannot take a gradient: expected the function to return a scalar tensor of shape [], received ${received}`,
    { expected: [], actual: value instanceof Tensor ? value.shape : [] },
  );
}

/**
 * The gradient of a function of tensors with respect to its first argument; see `grad`.
 * @category Autograd
 */
export type GradFunction<Args extends readonly unknown[]> = (
  ...args: Args
) => Tensor;

/**
 * The function that gives the gradient of a scalar function with respect to one of its arguments, the first if not
 * said otherwise; nest it for higher derivatives.
 *
 * @throws {TypeError} if `f` is no function.
 * @throws {ValueError} if `argument` is no place, or when called, if there is no tensor at that place.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const cube = (x: dg.Tensor) => x.mul(x).mul(x);
 * assertEquals(await dg.grad(cube)(dg.tensor(2)).item(), 12);
 * assertEquals(await dg.grad(dg.grad(cube))(dg.tensor(2)).item(), 12);
 * ```
 *
 * @category Autograd
 */
export function grad<Args extends readonly unknown[]>(
  f: (...args: Args) => Tensor,
  argument = 0,
): GradFunction<Args> {
  checkArgumentCount(TAKE, arguments, 2);
  checkFunction(TAKE, f, "a function to differentiate");
  if (!Number.isSafeInteger(argument) || argument < 0) {
    throw new ValueError(
      `Cannot take a gradient: expected the place of an argument, 0 or more, received ${
        quote(argument)
      }`,
    );
  }
  return (...args) => {
    const x = args[argument];
    if (!(x instanceof Tensor)) {
      throw new ValueError(
        `Cannot take a gradient: expected argument ${argument} to be a tensor, received ${
          typeName(x)
        }`,
      );
    }
    return scoped(() => valueAndGrad(() => f(...args), [x]).gradients[0]);
  };
}
