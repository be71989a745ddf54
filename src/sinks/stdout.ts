import type { Writable } from 'node:stream';
import { CancelledError, messageOf } from '../engine/errors.js';
import type { FeedBatch, FeedSink } from '../engine/feed-sink.js';
import { outside } from '../engine/run.js';
import { type LineEncoder, refuseText } from './cell-text.js';
import { type JsonForm, jsonEncoder } from './json-lines.js';

/** Whoever read the stream has gone, as `head` does when it has enough: a clean end, there is nobody to write for. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

export interface StdoutOptions {
  /** Standard output unless told. The sink never ends it. */
  readonly stream?: Writable;
  /** `debezium` puts change envelopes into `data`, for feeds whose changes are captured. Default `plain`. */
  readonly form?: JsonForm;
  /** Name of the source in change envelopes; `emporium` unless told. */
  readonly name?: string;
  /** Called once when the reader has gone; from then on `write` throws a ReaderGoneError. */
  readonly onClosed?: () => void;
}

const GONE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/**
 * Lines of JSON on a stream, all feeds mixed: `{"stream", "event_id", "event_time", "arrival_time", "data": {…}}`. A batch
 * goes out as one piece and counts as written when the stream has taken it, so a slow reader slows the feeds down.
 */
export function stdoutSink(options: StdoutOptions = {}): FeedSink {
  const { stream = process.stdout, form = 'plain', name, onClosed } = options;
  const target = stream === process.stdout ? 'standard output' : 'the stream';
  const encoders = new Map<string, LineEncoder>();
  let gone = false;

  const leave = (): ReaderGoneError => {
    if (!gone) {
      gone = true;
      onClosed?.();
    }
    return new ReaderGoneError(`the reader of ${target} has gone`);
  };
  const isGone = (error: Error) => GONE.has((error as NodeJS.ErrnoException).code ?? '');
  // A broken pipe is told to whoever listens, besides the write that met it; unheard, it would end the process.
  const onError = (error: Error): void => {
    if (isGone(error)) leave();
  };

  return {
    target,
    async open() {
      stream.off('error', onError).on('error', onError);
    },
    async write(batch: FeedBatch, signal) {
      if (signal.aborted) throw new CancelledError(`writing to ${target} was cancelled`);
      if (gone) throw leave();
      if (batch.rows === 0) return;
      refuseText(batch, target);
      const encode = encoders.get(batch.feed) ?? jsonEncoder(form, { name, labelled: true });
      // Until the stream is done with the bytes they are not the encoder's: when the waiting ends early, it is not used again.
      encoders.delete(batch.feed);
      const { bytes } = encode(batch);
      await new Promise<void>((done, fail) => {
        const onAbort = () => fail(new CancelledError(`writing to ${target} was cancelled`));
        signal.addEventListener('abort', onAbort, { once: true });
        stream.write(bytes, (error) => {
          signal.removeEventListener('abort', onAbort);
          if (!error) {
            encoders.set(batch.feed, encode);
            done();
          } else fail(isGone(error) ? leave() : outside(messageOf(error), target));
        });
      });
    },
    async close() {
      encoders.clear();
      if (!gone) stream.off('error', onError);
    },
  };
}
