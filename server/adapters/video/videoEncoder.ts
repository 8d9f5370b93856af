import { Worker } from 'node:worker_threads';
import { CoreError } from '../../ports/errors.js';
import type { Encoder, VideoFacts, VideoWriter } from '../../ports/encoder.js';
import type { EncoderWorkerData, FromEncoder, ToEncoder } from './protocol.js';

/** Pictures that wait for the worker; with more, the next ones are not taken: each holds megabytes. */
const MOST_WAITING = 4;

/**
 * Writes H.264 into fragmented MP4, each file in a worker of its own: encoding never holds up the service, and the
 * encoder's process-wide handlers stay in the worker.
 */
export function createVideoEncoder({ workerFile }: { workerFile: string }): Encoder {
  return {
    open: (file, { width, height }) =>
      openWriter(new EncoderThread(workerFile, { role: 'write', file, width, height })),
    async inspect(file) {
      const thread = new EncoderThread(workerFile, { role: 'inspect', file });
      try {
        return await thread.facts;
      } finally {
        await thread.end();
      }
    },
  };
}

/** One worker: what it was told and has not answered, and how it ended. */
class EncoderThread {
  readonly facts: Promise<VideoFacts | null>;
  /** Why nothing can be written any more. */
  failure: CoreError | null = null;
  waiting = 0;
  private readonly worker: Worker;
  private readonly pictures = new Map<number, (jpeg: Buffer | null) => void>();
  private nextId = 1;

  constructor(workerFile: string, workerData: EncoderWorkerData) {
    this.worker = new Worker(workerFile, { workerData });
    this.facts = new Promise((resolve, reject) => {
      const fail = (failure: CoreError): void => {
        this.failure ??= failure;
        reject(failure);
        for (const answer of this.pictures.values()) answer(null);
        this.pictures.clear();
      };
      this.worker.on('message', (message: FromEncoder) => {
        if (message.kind === 'took') this.waiting--;
        else if (message.kind === 'picture') this.answerPicture(message.id, message.jpeg);
        else if (message.kind === 'facts') resolve(message.facts);
        else fail(new CoreError(message.isFull ? 'storage_full' : 'unavailable', message.message));
      });
      this.worker.once('error', (cause) => fail(new CoreError('unavailable', 'The video encoder failed', { cause })));
      this.worker.once('exit', () => fail(new CoreError('unavailable', 'The video encoder ended')));
    });
    // The failure is thrown to whoever writes on or finishes the file.
    this.facts.catch(() => undefined);
  }

  send(message: ToEncoder, transfer: ArrayBuffer[] = []): void {
    if (this.failure) throw this.failure;
    this.worker.postMessage(message, transfer);
  }

  picture(width: number): Promise<Buffer | null> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.send({ kind: 'picture', id, width });
      this.pictures.set(id, resolve);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answerPicture(id: number, jpeg: Uint8Array | null): void {
    this.pictures.get(id)?.(jpeg && Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
    this.pictures.delete(id);
  }
}

function openWriter(thread: EncoderThread): VideoWriter {
  return {
    show(at, pixels) {
      if (thread.failure) throw thread.failure;
      if (thread.waiting >= MOST_WAITING) return false;
      const bytes = new ArrayBuffer(pixels.byteLength);
      new Uint8Array(bytes).set(pixels);
      thread.send({ kind: 'show', at, pixels: bytes }, [bytes]);
      thread.waiting++;
      return true;
    },
    stay: (at) => thread.send({ kind: 'stay', at }),
    picture: (width) => thread.picture(width),
    async finish() {
      try {
        thread.send({ kind: 'finish' });
        return (await thread.facts) ?? { frames: 0, durationSeconds: 0, bytes: 0 };
      } finally {
        await thread.end();
      }
    },
  };
}
