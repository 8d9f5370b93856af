import { Worker } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Encoder, VideoFacts } from '../../ports/encoder.js';
import type { EncoderWorkerData, FromEncoder, ToEncoder } from './protocol.js';

/** Pictures that wait for the worker; more would be a slow memory leak. */
const MOST_WAITING = 8;

/**
 * Writes H.264 into fragmented MP4, each file in a worker of its own: encoding never holds up the service, and the
 * encoder's process-wide handlers stay in the worker.
 */
export function createVideoEncoder({ workerFile }: { workerFile: string }): Encoder {
  const begin = (workerData: EncoderWorkerData): { worker: Worker; facts: Promise<VideoFacts | null> } => {
    const worker = new Worker(workerFile, { workerData });
    const facts = new Promise<VideoFacts | null>((resolve, reject) => {
      worker.on('message', (message: FromEncoder) => {
        if (message.kind === 'facts') resolve(message.facts);
        else reject(new CoreError(message.isFull ? 'storage_full' : 'unavailable', message.message));
      });
      worker.once('error', (cause) => reject(new CoreError('unavailable', 'The video encoder failed', { cause })));
      worker.once('exit', () => reject(new CoreError('unavailable', 'The video encoder ended')));
    });
    // The failure is thrown to whoever finishes the file.
    facts.catch(() => undefined);
    return { worker, facts };
  };

  return {
    open(file, { width, height }) {
      const { worker, facts } = begin({ role: 'write', file, width, height });
      let waiting = 0;
      worker.on('message', () => undefined);
      const send = (message: ToEncoder, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer);
      return {
        show(at, pixels) {
          if (waiting >= MOST_WAITING) waiting = 0;
          waiting++;
          const bytes = new ArrayBuffer(pixels.byteLength);
          new Uint8Array(bytes).set(pixels);
          send({ kind: 'show', at, pixels: bytes }, [bytes]);
        },
        stay: (at) => send({ kind: 'stay', at }),
        async finish() {
          send({ kind: 'finish' });
          try {
            return (await facts) ?? { frames: 0, durationSeconds: 0, bytes: 0 };
          } finally {
            await worker.terminate();
          }
        },
      };
    },
    async inspect(file) {
      const { worker, facts } = begin({ role: 'inspect', file });
      try {
        return await facts;
      } finally {
        await worker.terminate();
      }
    },
  };
}
