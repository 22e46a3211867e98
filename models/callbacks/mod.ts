/**
 * Callbacks: what is told of a training as it goes, and may change it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { EarlyStopping } from "@decograd/decograd/callbacks";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const { epoch } = await model.fit(dg.zeros([4, 2]), dg.zeros([4, 1]), {
 *   epochs: 9,
 *   callbacks: [new EarlyStopping({ monitor: "loss", patience: 1 })],
 *   verbose: 0,
 * });
 * assertEquals(epoch, [0, 1]);
 * ```
 *
 * @category Callbacks
 * @module
 */

// Tensors get their methods by whichever entry point they are made.
import "../../autograd/ops/chain.ts";

export {
  BackupAndRestore,
  type BackupAndRestoreOptions,
} from "./keeping/backup_and_restore.ts";
export {
  type BatchLogs,
  Callback,
  type CallbackParams,
  type Hooked,
  type Logs,
  type TrainedModel,
} from "./callback.ts";
export { ConfiguredCallback } from "./configured_callback.ts";
export { CSVLogger, type CSVLoggerOptions } from "./logging/csv_logger.ts";
export {
  EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
} from "./early_stopping.ts";
export { History, type HistoryState } from "./logging/history.ts";
export {
  ImageGrid,
  type ImageGridCallbackOptions,
  type MakeImages,
} from "./logging/image_grid.ts";
export { type Hooks, LambdaCallback } from "./lambda_callback.ts";
export {
  type EpochSchedule,
  LearningRateScheduler,
} from "./learning_rate_scheduler.ts";
export {
  ModelCheckpoint,
  type ModelCheckpointOptions,
} from "./keeping/model_checkpoint.ts";
export type { Mode } from "./monitor.ts";
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
} from "./reduce_lr_on_plateau.ts";
export type { SaveFreq } from "./keeping/save_freq.ts";
export {
  SwapEMAWeights,
  type SwapEMAWeightsOptions,
} from "./swap_ema_weights.ts";
export {
  TensorBoard,
  type TensorBoardOptions,
} from "./logging/tensor_board.ts";
export { TerminateOnNaN } from "./terminate_on_nan.ts";
