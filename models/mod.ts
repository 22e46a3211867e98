/**
 * Models: layers joined to a whole, and what trains them.
 *
 * @module
 */

import { keepNames } from "../config/keep_names.ts";
import { nameClasses } from "../layers/layer_object.ts";
import { Batch } from "./fitting/batches.ts";
import { Model } from "./model.ts";
import { SavedTensor } from "./saving/state.ts";
import { Sequential } from "./sequential.ts";
import { Trainer } from "./trainer.ts";

export * as callbacks from "./callbacks/mod.ts";
export { Model };
export { Input } from "./input.ts";
export type { ModelOptions } from "./model.ts";
export { Trainable } from "./trainable.ts";
export { Batch, SavedTensor, Trainer };
export type {
  BatchArray,
  BatchArrays,
  BatchSource,
  BatchTuple,
  FitData,
} from "./fitting/batches.ts";
export type { ClassWeight } from "./fitting/class_weight.ts";
export type { CompileOptions } from "./compiling/compilation.ts";
export type {
  MetricsOption,
  OutputMetrics,
} from "./compiling/compiled_metrics.ts";
export type { EvaluateOptions } from "./fitting/evaluate.ts";
export type { FitOptions, ValidationData } from "./fitting/fit_options.ts";
export type { OnBatchOptions } from "./fitting/on_batch.ts";
export type { PerOutput } from "./compiling/per_output.ts";
export type { PredictOptions } from "./fitting/predict.ts";
export type {
  Data,
  NestedNumbers,
  Numbers,
  Samples,
  ShapedNumbers,
} from "./fitting/samples.ts";
export type { StepLogs, Stepping, StepResult } from "./fitting/stepping.ts";
export {
  type CheckpointOptions,
  loadCheckpoint,
  saveCheckpoint,
} from "./saving/checkpoint.ts";
export type { Trained } from "./saving/parts.ts";
export type { State } from "./saving/state.ts";
export { inTraining } from "../variables/training_phase.ts";
export {
  type GraphLayer,
  type GraphNode,
  SymbolicTensor,
  type Symbols,
} from "../layers/symbol.ts";
export { cloneModel, type CloneOptions } from "./clone_model.ts";
export type { LayerPlace } from "./find_layer.ts";
export { plotModel } from "./plotting/plot_model.ts";
export type { PlotOptions, RankDirection } from "./plotting/plot_options.ts";
export { Sequential, type SequentialOptions } from "./sequential.ts";
export type { TrainerOptions } from "./trainer.ts";

// Keras calls a model something else in files.
keepNames({ Batch, Model, SavedTensor, Trainer });
nameClasses("keras", { Sequential });
nameClasses("keras.src.models.functional", { Functional: Model });
