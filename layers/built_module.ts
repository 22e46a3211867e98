/** The part of a layer that is built: for which shapes, and which shapes it gives. */

import type { Tensor } from "../autograd/tensor.ts";
import { inside } from "../autograd/place.ts";
import { unnoted } from "../autograd/replay.ts";
import { outsideScopes } from "../autograd/scope.ts";
import { attempt } from "../autograd/transaction.ts";
import { checkDone } from "../config/options.ts";
import { Module } from "../variables/module.ts";
import {
  type PartialShape,
  showShape,
  toPartialShape,
} from "../variables/shapes.ts";
import { checkInput, checkInputs, type InputSpec } from "./input_spec.ts";
import { tryShapes } from "./shape_trial.ts";

/** Whether layers may be called to see which shapes come out: not while somebody only looks at one. */
let mayTry = true;

/**
 * A module whose weights are made when the shapes of its inputs are known.
 * @category Layers
 */
export abstract class BuiltModule extends Module {
  readonly #inputShape: PartialShape | null;
  #builtShapes: readonly PartialShape[] | null = null;

  /** Begins without weights; `inputShape` is that of its input without the batch, if it is known. */
  constructor(trainable: boolean, inputShape: PartialShape | null) {
    super(trainable);
    this.#inputShape = inputShape && [null, ...inputShape];
  }

  /**
   * Computes the output, or an array of outputs, of one input or of several; `apply` is what to call. It is told last how it
   * is called: `call(x, { training })`.
   */
  abstract call(x: Tensor, ...others: unknown[]): Tensor | readonly Tensor[];

  /**
   * Makes the weights for inputs of a shape; an override ends with `super.build(inputShape)`.
   *
   * @throws {ShapeError} if it is no shape.
   */
  build(inputShape: PartialShape, ...others: PartialShape[]): void {
    this.#builtShapes = [inputShape, ...others]
      .map((shape) => toPartialShape(`build ${this}`, shape));
  }

  /** What it asks of the shape of its input. */
  protected get inputSpec(): InputSpec {
    return {};
  }

  /**
   * Refuses an input of a shape that `inputSpec` does not allow; for `build` and `computeOutputShape`.
   *
   * @throws {ShapeError} if it is one.
   */
  protected checkInput(inputShape: PartialShape): void {
    checkInput(this, this.inputSpec, inputShape);
  }

  /** The shape of its input with the batch, `[null, ...]`, where it is known before any call. */
  get inputShape(): PartialShape | null {
    return this.#inputShape;
  }

  /** Whether it has its weights. */
  get built(): boolean {
    return this.#builtShapes !== null;
  }

  /** The shape of the input, of several the first, for which it was built, if it is. */
  get builtShape(): PartialShape | null {
    return this.#builtShapes?.[0] ?? null;
  }

  /** The shapes of all inputs for which it was built, if it is. */
  get builtShapes(): readonly PartialShape[] | null {
    return this.#builtShapes;
  }

  /**
   * Builds it, unless it is built.
   *
   * @throws {ShapeError} if it does not take inputs of this shape.
   */
  ensureBuilt(inputShape: PartialShape, ...others: PartialShape[]): void {
    inside(
      this,
      () => checkInputs(this, this.inputSpec, [inputShape, ...others]),
    );
    if (this.built) return;
    attempt(() => {
      const done = inside(
        this,
        // What it makes and keeps in a property is the layer's, not of the call that has it built.
        () =>
          unnoted(() => outsideScopes(() => this.build(inputShape, ...others))),
      );
      checkDone(`build ${this}`, done);
      this.#builtShapes ??= [inputShape, ...others];
    }, () => {
      this.#builtShapes = null;
      this.dropWeights();
    });
  }

  /**
   * The shape of the output for inputs of a shape, `null` where it is not known; of a layer with several outputs that of the
   * first. A layer that does not override it is built, and tried on zeros.
   */
  computeOutputShape(
    inputShape: PartialShape,
    ...others: PartialShape[]
  ): PartialShape {
    return this.#tryShapes(inputShape, ...others)[0];
  }

  /** The shapes of all outputs. */
  computeOutputShapes(
    inputShape: PartialShape,
    ...others: PartialShape[]
  ): readonly PartialShape[] {
    const isTried =
      this.computeOutputShape === BuiltModule.prototype.computeOutputShape;
    return isTried
      ? this.#tryShapes(inputShape, ...others)
      : [this.computeOutputShape(inputShape, ...others)];
  }

  /** What there is to say of it: what it gives, and how large it is, once it is built. */
  protected override facts(): [name: string, value: string][] {
    if (!this.built) return [["built", "false"]];
    const shapes = this.#shapesWithoutTrial();
    return [
      ...shapes
        ? [["output", shapes.map(showShape).join(", ")] as [string, string]]
        : [],
      ...super.facts(),
    ];
  }

  /** The shapes of the outputs for what it was built for, if they are known without a call of it or of a layer in it. */
  #shapesWithoutTrial(): readonly PartialShape[] | null {
    const [first, ...others] = this.#builtShapes ?? [];
    try {
      mayTry = false;
      return this.computeOutputShapes(first, ...others);
    } catch {
      return null;
    } finally {
      mayTry = true;
    }
  }

  #tryShapes(...shapes: [PartialShape, ...PartialShape[]]): PartialShape[] {
    if (!mayTry) throw new Error("Cannot try a layer: expected no look at it");
    this.ensureBuilt(...shapes);
    return tryShapes(this, shapes);
  }
}
