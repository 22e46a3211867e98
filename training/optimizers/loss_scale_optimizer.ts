/** Dynamic loss scaling. */

import { checkArgumentCount } from "../../config/options.ts";
import { type Expr, input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { evaluateAll } from "../../autograd/kernel.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { Scope } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { noteChange, transact } from "../../autograd/transaction.ts";
import { getBackend } from "../../backends/default_backend.ts";
import { count, number } from "../../config/rows.ts";
import { type AnySchema, refuse, type Row } from "../../config/schema.ts";
import { type Config, isObjectConfig } from "../../config/serialization.ts";
import { Variable } from "../../variables/variable.ts";
import { BASIC, familyOf } from "./family.ts";
import { foldAll } from "./step/fold_all.ts";
import { Optimizer } from "./optimizer.ts";
import { NO_STEP, OuterOptimizer } from "./outer_optimizer.ts";
import { toUpdates } from "./step/update.ts";

/**
 * The options of `LossScaleOptimizer`.
 * @category Optimizers
 */
export interface LossScaleOptimizerOptions {
  /** The optimizer that makes the steps. Its `lossScaleFactor` gives way to the dynamic scale. */
  readonly innerOptimizer: Optimizer;
  /** The scale at first; 2^15 if not given. */
  readonly initialScale?: number;
  /** After how many finite steps in a row the scale doubles; 2000 if not given. */
  readonly dynamicGrowthSteps?: number;
  /** Its name. */
  readonly name?: string | null;
}

/** What it has once it is built. */
interface Own {
  readonly counter: Variable;
  readonly scale: Variable;
  /** What is trained. */
  readonly variables: readonly Variable[];
}

const LARGEST = 3.4028234663852886e38;
const finite = f.greaterEqual(LARGEST, f.x);
const size = f.abs(f.x);

/**
 * Multiplies the loss by a scale that adapts itself, so that small gradients of narrow formats do not vanish. When a
 * gradient is not finite the step is skipped and the scale halved; after `dynamicGrowthSteps` finite steps it doubles.
 * All of it happens on the device: nothing waits to hear whether a step was made.
 *
 * Micikevicius et al.: Mixed precision training (ICLR 2018).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.LossScaleOptimizer({
 *   innerOptimizer: new dg.optimizers.SGD({ learningRate: 0.5 }),
 *   initialScale: 4,
 * });
 * optimizer.apply([dg.tensor([4, 8])], [w]);
 * optimizer.apply([dg.tensor([Infinity, 1])], [w]); // skipped
 * assertEquals([...await w.value.data()], [0.5, 1]);
 * assertEquals(await optimizer.scaleLoss(dg.tensor(1)).item(), 2);
 * ```
 *
 * @category Optimizers
 */
export class LossScaleOptimizer
  extends OuterOptimizer<LossScaleOptimizerOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    innerOptimizer: innerOptimizer(),
    initialScale: number(2 ** 15),
    dynamicGrowthSteps: count(2000),
    ...NO_STEP,
  };
  /** Keras wrote these before it refused them. */
  static readonly withoutMeaning: Config = {
    dynamic: true,
    weight_decay: null,
    clipnorm: null,
    global_clipnorm: null,
    clipvalue: null,
    use_ema: false,
    ema_momentum: 0.99,
    ema_overwrite_frequency: null,
    loss_scale_factor: null,
    gradient_accumulation_steps: null,
  };
  /** The scale at first. */
  declare readonly initialScale: number;
  /** After how many finite steps in a row the scale doubles. */
  declare readonly dynamicGrowthSteps: number;
  readonly #next: readonly Expr[] = takeOver(this);
  #own: Own | null = null;

  /** Its own variables, the step counter and the scale, and then those of the inner optimizer. */
  override get variables(): Variable[] {
    const { counter, scale } = this.#own ?? {};
    const own = counter && scale ? [counter, scale] : [];
    return [...super.variables, ...own, ...this.innerOptimizer.variables];
  }

  /** Makes the counter and the scale, and what the inner optimizer needs. */
  override build(variables: readonly Variable[]): void {
    checkArgumentCount(`build ${this.name}`, arguments, 1);
    if (this.#own) return;
    using _scope = new Scope();
    super.build(variables);
    const backend = variables[0]?.value.backend ?? getBackend();
    const made = (name: string, value: number) => {
      const variable = new Variable(Tensor.from(backend, [value], []), {
        ...{ name, path: `${this.name}/${name}`, trainable: false },
      });
      noteChange(null, { undone: () => variable[Symbol.dispose]() });
      return variable;
    };
    transact(() => {
      const counter = made("step_counter", 0);
      const scale = made("dynamic_scale", this.initialScale);
      this.#own = { counter, scale, variables };
      noteChange(null, { undone: () => this.#own = null });
    });
  }

  /**
   * Makes a step by gradients of the scaled loss, or skips it; without `variables` by those of what it was built for.
   *
   * @throws {ValueError} if there is not one gradient for each variable, if all of them are null, or if a variable is
   * there twice, or unknown to an optimizer already built.
   * @throws {ShapeError} if a gradient has not the shape of its variable.
   */
  override apply(
    gradients: readonly (Tensor | null)[],
    variables: readonly Variable[] | null = null,
  ): void {
    checkArgumentCount("apply gradients", arguments, 2);
    const trained = variables ?? this.#own?.variables ?? [];
    const updates = toUpdates(gradients, trained);
    if (updates.length === 0) return;
    transact(() =>
      noGrad(() => {
        this.build(trained);
        const { counter, scale } = this.#own!;
        using _scope = new Scope();
        const parts = updates.map(({ gradient }) => ({
          ...{ expr: size, inputs: [gradient] },
        }));
        const isFinite = elementwise(finite, [foldAll("max", parts)]);
        const guard = { isFinite, scale: scale.value };
        this.innerOptimizer.apply(gradients, trained, guard);
        const state = [isFinite, counter.value, scale.value];
        const [nextCounter, nextScale] = evaluateAll(this.#next, state);
        counter.assign(nextCounter);
        scale.assign(nextScale);
      })
    );
  }

  /** The loss times the scale: what gradients are to be taken of. */
  override scaleLoss(loss: Tensor): Tensor {
    checkArgumentCount("scale a loss", arguments, 1);
    return mul(loss, this.#own?.scale ?? this.initialScale);
  }

  /** Frees what it and the inner optimizer keep. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#own?.counter[Symbol.dispose]();
    this.#own?.scale[Symbol.dispose]();
    this.#own = null;
  }
}

/** The inner optimizer's own scale gives way; what the counter and the scale become after a step. */
function takeOver(optimizer: LossScaleOptimizer): readonly Expr[] {
  optimizer.innerOptimizer.lossScaleFactor = null;
  return growth(optimizer.dynamicGrowthSteps);
}

/** The counter and the scale after a step; inputs: whether it is made, the counter, the scale. */
function growth(steps: number): readonly Expr[] {
  const [isFinite, counter, scale] = [0, 1, 2].map(input);
  const grows = f.equal(counter, steps - 1);
  return [
    f.where(isFinite, f.where(grows, 0, f.add(counter, 1)), 0),
    f.mul(scale, f.where(isFinite, f.where(grows, 2, 1), 0.5)),
  ];
}

/** An optimizer that makes the steps: one of Keras's that stand by themselves, or one of the user's own. */
function innerOptimizer(): Row<Optimizer> {
  const { get, serialize, deserialize } = familyOf(BASIC);
  return {
    read(value, place) {
      const isScaling = value instanceof LossScaleOptimizer;
      if (isObjectConfig(value)) return deserialize(value);
      if (value instanceof Optimizer && !isScaling) return get(value);
      return refuse(
        place,
        "an optimizer without a loss scale of its own",
        value,
      );
    },
    write: serialize,
    revive: deserialize,
  };
}
