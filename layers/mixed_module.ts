/** The part of a layer that knows how it computes and stores: its policy, and the casts that follow from it. */

import { cast } from "../autograd/ops/cast.ts";
import { Tensor } from "../autograd/tensor.ts";
import type { Backend } from "../backends/backend.ts";
import { getBackend } from "../backends/default_backend.ts";
import type { DType } from "../backends/dtype.ts";
import { DeviceError, quote } from "../config/errors.ts";
import { autocastType, withAutocast } from "../variables/autocast.ts";
import { COMPUTE_DTYPES, type DTypePolicy } from "../variables/dtype_policy.ts";
import type { PartialShape } from "../variables/shapes.ts";
import { BuiltModule } from "./built_module.ts";
import { callLayer } from "./call_layer.ts";

/**
 * A module that may compute with other numbers than those of its weights.
 * @category Layers
 */
export abstract class MixedModule extends BuiltModule {
  /** Its name. */
  declare readonly name: string;
  /** How its weights are stored. */
  declare readonly dtype: DType;
  /** How it computes and stores. */
  declare readonly dtypePolicy: DTypePolicy;

  /** How its weights are stored. */
  get variableDtype(): DType {
    return this.dtype;
  }

  /** What its inputs and weights are stored as when it is called, and what it gives. */
  get computeDtype(): DType {
    return COMPUTE_DTYPES[this.dtypePolicy];
  }

  /** Whether its inputs and weights become what it computes in when it is called, and what it gives if no layer is in it. */
  protected get autocast(): boolean {
    return true;
  }

  /** Calls it on inputs stored as it computes, with weights that are read so. */
  protected compute(
    inputs: readonly [Tensor, ...Tensor[]],
    training: boolean,
    names: readonly string[],
  ): Tensor | readonly Tensor[] {
    const dtype = this.computeDtype, isMixed = dtype !== this.variableDtype;
    const type = isMixed && this.autocast ? dtype : null;
    const isPlain = type === null && autocastType() === null &&
      inputs.every((one) => one.dtype === dtype);
    // So are nearly all calls.
    if (isPlain) return callLayer(this, inputs, training, names);
    return withAutocast(type, () => {
      const [x, ...others] = inputs;
      const toOwn = (one: Tensor): Tensor =>
        this.autocast ? cast(one, dtype) : one;
      const own = [toOwn(x), ...others.map(toOwn)] as const;
      const output = callLayer(this, own, training, names);
      const isWhole = type === null ||
        this.children.some((child) => child instanceof MixedModule);
      if (isWhole) return output;
      const stored = (one: unknown): Tensor =>
        one instanceof Tensor ? cast(one, dtype) : one as Tensor;
      return Array.isArray(output) ? output.map(stored) : stored(output);
    });
  }

  /**
   * Builds it, unless it is built.
   *
   * @throws {ShapeError} if it does not take inputs of this shape.
   * @throws {DeviceError} if the backend does not store what it, or a layer in it, computes in.
   */
  override ensureBuilt(
    inputShape: PartialShape,
    ...others: PartialShape[]
  ): void {
    if (!this.built) {
      for (const layer of this.modules) {
        if (layer instanceof MixedModule) checkPolicy(layer, getBackend());
      }
    }
    super.ensureBuilt(inputShape, ...others);
  }
}

/** Refuses a policy whose numbers a backend does not store. */
function checkPolicy(layer: MixedModule, { name, traits }: Backend): void {
  if (layer.computeDtype === "float32" || traits?.hasFloat16) return;
  throw new DeviceError(
    "unavailable",
    `Cannot build ${layer}: expected a backend that stores float16 for dtype ${
      quote(layer.dtypePolicy)
    }, which is "webgpu" where the adapter has "shader-f16", received "${name}"`,
  );
}
