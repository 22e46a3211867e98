/**
 * Models: layers joined to a whole, and what trains them.
 *
 * @module
 */

import { nameClasses } from "../layers/layer_object.ts";
import { Model } from "./model.ts";
import { Sequential } from "./sequential.ts";

export * as callbacks from "./callbacks/mod.ts";
export { Model };
export { Input } from "./input.ts";
export type { ModelOptions } from "./model.ts";
export { Trainable } from "./trainable.ts";
export {
  Batch,
  type BatchArray,
  type BatchArrays,
  type BatchSource,
  type BatchTuple,
  type FitData,
} from "./batches.ts";
export type { ClassWeight } from "./class_weight.ts";
export type { CompileOptions } from "./compilation.ts";
export type { MetricsOption, OutputMetrics } from "./compiled_metrics.ts";
export type { EvaluateOptions } from "./evaluate.ts";
export type { FitOptions, ValidationData } from "./fit.ts";
export type { OnBatchOptions } from "./on_batch.ts";
export type { PerOutput } from "./per_output.ts";
export type { PredictOptions } from "./predict.ts";
export type {
  Data,
  NestedNumbers,
  Numbers,
  Samples,
  ShapedNumbers,
} from "./samples.ts";
export type { StepLogs, Stepping } from "./stepping.ts";
export { inTraining } from "../variables/training_phase.ts";
export {
  type GraphLayer,
  type GraphNode,
  SymbolicTensor,
  type Symbols,
} from "../layers/symbol.ts";
export { Sequential, type SequentialOptions } from "./sequential.ts";
export { Trainer, type TrainerOptions } from "./trainer.ts";

nameClasses("keras", { Sequential });
nameClasses("keras.src.models.functional", { Functional: Model });
