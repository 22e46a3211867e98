/** The best rate at thresholds where another one is high enough. */

import { ValueError } from "../../backends/errors.ts";
import { input } from "../../backends/expr.ts";
import { ge, select, x, y } from "../../autograd/formula.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import { type Config, optionsOf } from "../../layers/serialization.ts";
import { Confusion, type Counts } from "./confusion.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";
import { divideNoNan } from "./quotient.ts";

/** The options of these metrics, besides the rate that has to be reached. */
export interface ConstrainedRateOptions extends MetricOptions {
  /** How many thresholds there are between 0 and 1; 200 if not given. */
  readonly numThresholds?: number;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
}

/** A class of such metrics: the rate that has to be reached is an option called `Constraint`. */
export interface ConstrainedRateClass<Constraint extends string> {
  /** Makes a metric. */
  new (
    options: ConstrainedRateOptions & Readonly<Record<Constraint, number>>,
  ): PairMetric;
  /** Makes a metric from Keras's arguments. */
  fromConfig(config: Config): PairMetric;
}

type Rate = (counts: Counts) => Tensor;

const best = select(ge(x, input(2)), y, 0);

function sensitivity({ truePositives, falseNegatives }: Counts): Tensor {
  return divideNoNan(truePositives, add(truePositives, falseNegatives));
}

function specificity({ trueNegatives, falsePositives }: Counts): Tensor {
  return divideNoNan(trueNegatives, add(trueNegatives, falsePositives));
}

function precision({ truePositives, falsePositives }: Counts): Tensor {
  return divideNoNan(truePositives, add(truePositives, falsePositives));
}

function rateClass<Constraint extends string>(
  className: string,
  name: string,
  constraint: Constraint,
  rates: { readonly constrained: Rate; readonly dependent: Rate },
): ConstrainedRateClass<Constraint> {
  const known = [...METRIC_OPTIONS, "numThresholds", "classId", constraint];
  const made = class extends PairMetric {
    override readonly direction: Direction = "up";
    readonly #own: {
      readonly least: number;
      readonly numThresholds: number;
      readonly classId: number | null;
    };
    readonly #confusion: Confusion;

    constructor(
      options: ConstrainedRateOptions & Readonly<Record<Constraint, number>>,
    ) {
      checkOptions(className, options, known);
      super(name, options);
      const { numThresholds = 200, classId = null } = options;
      const least = checkNumber(className, constraint, options[constraint]);
      if (least < 0 || least > 1) {
        throw new ValueError(
          `Cannot make ${className}: expected ${constraint} in [0, 1], received ${least}`,
        );
      }
      this.#own = { least, numThresholds, classId };
      const thresholds = evenThresholds(className, numThresholds);
      const counting = { thresholds, classId };
      this.#confusion = new Confusion(counting, () => this.addState());
    }

    override update(t: Tensor, p: Tensor, weight: Tensor | null): void {
      this.#confusion.add(t, p, weight);
    }

    override compute(): Tensor {
      const counts = this.#confusion.read();
      const { constrained, dependent } = rates;
      const inputs = [constrained(counts), dependent(counts), this.#own.least];
      return max(elementwise(best, inputs));
    }

    override getConfig(): Config {
      const { least, numThresholds, classId } = this.#own;
      const own = { num_thresholds: numThresholds, class_id: classId };
      return { ...super.getConfig(), ...own, [constraint]: least };
    }

    static override fromConfig<T>(
      this: new (options: never) => T,
      config: Config,
    ): T {
      return new this(optionsOf(config) as never);
    }
  };
  Object.defineProperty(made, "name", { value: className });
  return made;
}

function evenThresholds(owner: string, count: number): readonly number[] {
  if (!Number.isInteger(count) || count <= 0) {
    throw new ValueError(
      `Cannot make ${owner}: expected numThresholds to be an integer > 0, received ${count}`,
    );
  }
  if (count === 1) return [0.5];
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** The highest sensitivity where the specificity is high enough. */
export const SensitivityAtSpecificity: ConstrainedRateClass<"specificity"> =
  rateClass(
    "SensitivityAtSpecificity",
    "sensitivity_at_specificity",
    "specificity",
    { constrained: specificity, dependent: sensitivity },
  );

/** The highest specificity where the sensitivity is high enough. */
export const SpecificityAtSensitivity: ConstrainedRateClass<"sensitivity"> =
  rateClass(
    "SpecificityAtSensitivity",
    "specificity_at_sensitivity",
    "sensitivity",
    { constrained: sensitivity, dependent: specificity },
  );

/** The highest precision where the recall is high enough. */
export const PrecisionAtRecall: ConstrainedRateClass<"recall"> = rateClass(
  "PrecisionAtRecall",
  "precision_at_recall",
  "recall",
  { constrained: sensitivity, dependent: precision },
);

/** The highest recall where the precision is high enough. */
export const RecallAtPrecision: ConstrainedRateClass<"precision"> = rateClass(
  "RecallAtPrecision",
  "recall_at_precision",
  "precision",
  { constrained: precision, dependent: sensitivity },
);
