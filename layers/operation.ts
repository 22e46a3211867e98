/** Ops as calls in a graph: what the methods of symbols make. */

import { callAsMethod, METHOD_NAMES, OPS } from "../autograd/ops/chain.ts";
import { zeros } from "../autograd/create.ts";
import { noGrad } from "../autograd/tape.ts";
import { Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { keepNames } from "../config/keep_names.ts";
import { row } from "../config/rows.ts";
import type { AnySchema, Schema } from "../config/schema.ts";
import { defaultName } from "../variables/naming.ts";
import type { PartialShape } from "../variables/shapes.ts";
import type { InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { SymbolicTensor } from "./symbol.ts";

/**
 * The options of an operation.
 * @category Layers
 */
export interface OperationOptions extends LayerOptions {
  /** The name of the op. */
  readonly op: string;
  /** Its arguments, with `{ input: i }` in the place of inputs. */
  readonly args: readonly unknown[];
}

/** The place of an input among arguments. */
interface Place {
  readonly input: number;
}

/**
 * An op of tensors as a layer without weights.
 * @category Layers
 */
export class Operation extends Layer<OperationOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    op: row<string>(
      "the name of an op",
      (value) =>
        typeof value === "string" && Object.hasOwn(OPS, value)
          ? value
          : undefined,
    ),
    args: row<readonly unknown[]>(
      "a list of arguments",
      (value) => Array.isArray(value) ? [...value] : undefined,
    ),
  } satisfies Schema<OperationOptions, LayerOptions>;
  /** The name of the op. */
  declare readonly op: string;
  /** Its arguments. */
  declare readonly args: readonly unknown[];

  /** It computes in what it is given. */
  protected override get autocast(): boolean {
    return false;
  }

  /** As many as there are. */
  protected override get inputSpec(): InputSpec {
    return { minInputs: 1 };
  }

  /** The op of the inputs: of some ops several tensors. */
  override call(...inputs: Tensor[]): Tensor | readonly Tensor[] {
    const op: unknown = OPS[this.op as keyof typeof OPS];
    return Reflect.apply(
      op as CallableFunction,
      undefined,
      placed(this.args, inputs),
    );
  }

  /** The shape of the output, of several that of the first. */
  override computeOutputShape(
    first: PartialShape,
    ...others: PartialShape[]
  ): PartialShape {
    return this.computeOutputShapes(first, ...others)[0];
  }

  /** The shapes of the outputs: an axis is unknown if it follows from one that is. */
  override computeOutputShapes(
    ...shapes: [PartialShape, ...PartialShape[]]
  ): readonly PartialShape[] {
    for (const shape of shapes) this.checkInput(shape);
    const [some, others] = [2, 3].map((unknown) => {
      using _scope = new Scope();
      const inputs = shapes.map((shape) =>
        zeros(shape.map((size) => size ?? unknown))
      );
      return [noGrad(() => this.call(...inputs))].flat()
        .map(({ shape }) => shape);
    });
    return some.map((shape, i) =>
      shape.map((size, axis) => size === others[i][axis] ? size : null)
    );
  }
}

/** Arguments with inputs in their places. */
export function placed(
  value: readonly unknown[],
  inputs: readonly unknown[],
): unknown[] {
  return value.map((one) => {
    if (Array.isArray(one)) return placed(one, inputs);
    return isPlace(one) ? inputs[one.input] : one;
  });
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && "input" in value &&
    typeof value.input === "number";
}

/** Ops that give a list, of one tensor too. */
const SEVERAL: readonly string[] = ["split", "topK"];

// The methods of symbols: calls of the ops that tensors have under these names.
for (const op of METHOD_NAMES) {
  const call = (...given: unknown[]): unknown => {
    const inputs: SymbolicTensor[] = [];
    const place = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(place);
      if (!(value instanceof SymbolicTensor)) return value;
      return { input: inputs.push(value) - 1 };
    };
    const args = given.map(place);
    const name = defaultName(op);
    const made = new Operation({ name, op, args })
      .apply<SymbolicTensor | SymbolicTensor[]>(inputs);
    return SEVERAL.includes(op) ? [made].flat() : made;
  };
  const method = function (this: SymbolicTensor, ...rest: unknown[]): unknown {
    return callAsMethod(call, this, rest);
  };
  Object.defineProperty(SymbolicTensor.prototype, op, {
    value: method,
    configurable: true,
    writable: true,
  });
}
keepNames({ SymbolicTensor });
