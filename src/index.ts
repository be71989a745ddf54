/** Emporium as a library. */

export type { CheckResult } from './api/checker.js';
export {
  type DatasetSummary,
  describeDataset,
  listDatasets,
  rangeOf,
  type SettingDescription,
} from './api/describe.js';
export { type GenerateOptions, type GenerateResult, generate } from './api/generate.js';
export { lineageOf } from './api/lineage.js';
export { type QueryOptions, type QueryResult, query } from './api/query.js';
export type { RealismPlot } from './api/realism/plots.js';
export { type RealismOptions, type RealismResult, type RealismTestResult, realism } from './api/realism/realism.js';
export { readSettingsFile } from './api/settings-file.js';
export { type StreamOptions, stateFolder, stream } from './api/stream.js';
export {
  type DeadLetter,
  deadLetters,
  retryLetters,
  type StreamState,
  stopStream,
  streamStatus,
} from './api/stream-control.js';
export { parseDuration } from './api/stream-plan.js';
export { type ValidateOptions, type ValidateResult, validate } from './api/validate.js';
export { definitionJsonSchema } from './datasets/definition.js';
export { CancelledError, OutsideError, UsageError } from './engine/errors.js';
export type { BatchColumn, FeedBatch, FeedDescription, FeedSink, Operation } from './engine/feed-sink.js';
export { RejectedError } from './engine/feed-sink.js';
export type { Progress } from './engine/run.js';
export { parseAssignment, type SettingValues } from './engine/settings.js';
export { version } from './package.js';
export type { CompressionName, FormatName } from './sinks/formats.js';
export { type MemoryEvent, type MemorySink, memorySink } from './sinks/memory.js';
export type { FeedStatus, StreamResult, StreamStatus } from './stream/status.js';
export { writeStatus } from './stream/status-file.js';
export { onHandAt, priceAt } from './world/instant.js';
export { defaultConfig, type Knob, type KnobName, knobs, type WorldConfig } from './world/knobs.js';
export { type Column, type WorldTable, worldTables } from './world/tables/index.js';
export { createWorld, type World } from './world/world.js';
