/** How a stream stands, and how it ended. Plain data. */
import type { DeliveryStatus } from './delivery/deliver.js';

export interface FeedStatus {
  readonly feed: string;
  /** Events that were acknowledged in this run, and in all runs. */
  readonly events: number;
  readonly eventsInAll: number;
  /** Time up to which everything that arrived is acknowledged, ISO 8601. */
  readonly arrivedUntil: string;
  /** How much later than its time the last batch was handed over, in ms of the wall clock; 0 without a pace. */
  readonly lagMs: number;
  /** Time from the event to its arrival, mean over the last batch, in s of the world. */
  readonly latencySeconds: number;
  readonly delivery: DeliveryStatus;
}

export interface StreamStatus {
  readonly dataset: string;
  readonly target: string;
  /** Seconds of the run. */
  readonly seconds: number;
  /** Events of all feeds that were acknowledged in this run. */
  readonly events: number;
  /** Events a second, over the last second. */
  readonly perSecond: number;
  readonly feeds: readonly FeedStatus[];
}

/** Why a stream ended. */
export type StreamEnd = 'stopped' | 'events' | 'duration' | 'over';

export interface StreamResult extends StreamStatus {
  readonly end: StreamEnd;
  /** Truth tables that were written. */
  readonly truth: readonly string[];
}
