import { fork, type ChildProcess } from 'node:child_process';
import { CoreError } from '../../ports/errors.js';
import type { GreyImage, Ocr, ReadLine } from '../../ports/ocr.js';
import { LanguageMissing, type Languages } from './languages.js';
import type { FromReader, ReaderOptions, ToReader } from './protocol.js';

export interface OcrOptions {
  /** The built reader, and the engine's worker that it loads. */
  readerFile: string;
  engineFile: string;
  languages: Languages;
  /** Codes as tesseract has them. */
  wanted: readonly string[];
  /** For a picture, the start included. */
  timeoutMs?: number;
  /** The process ends when nothing was read for so long. */
  idleMs?: number;
}

const TIMEOUT_MS = 60_000;
const IDLE_MS = 120_000;

interface Reader {
  read(image: GreyImage): Promise<ReadLine[]>;
  end(): void;
}

/**
 * Reads through a process of its own, begun when something is to be read: the engine takes much memory and time, and
 * may break without taking the service along.
 */
export function createOcr(options: OcrOptions): Ocr {
  const { languages, wanted, timeoutMs = TIMEOUT_MS, idleMs = IDLE_MS } = options;
  let reader: Reader | null = null;
  let idle: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();

  const end = (): void => {
    clearTimeout(idle);
    reader?.end();
    reader = null;
  };

  const read = async (image: GreyImage): Promise<ReadLine[]> => {
    clearTimeout(idle);
    try {
      reader ??= begin(options, await languages.gather(wanted));
      return await within(timeoutMs, reader.read(image));
    } catch (error) {
      end();
      throw toFailure(error);
    } finally {
      idle = setTimeout(end, idleMs).unref();
    }
  };

  return {
    read(image) {
      const reading = work.then(() => read(image));
      work = reading.catch(() => undefined);
      return reading;
    },
    close() {
      end();
      return Promise.resolve();
    },
  };
}

function toFailure(error: unknown): CoreError {
  const reason =
    error instanceof LanguageMissing ? `${error.message}: fetch it with "loci languages add ${error.language}"` : '';
  const message = reason || (error instanceof Error ? error.message : String(error));
  return new CoreError('unavailable', `The screen's text cannot be read: ${message}`, { cause: error });
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the engine took too long')), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function begin({ readerFile, engineFile, wanted }: OcrOptions, languageFolder: string): Reader {
  const settings: ReaderOptions = { engineFile, languageFolder, languages: wanted };
  const child: ChildProcess = fork(readerFile, [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // More threads than one only take each other's time.
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  let nextId = 1;
  let waiting: { resolve: (lines: ReadLine[]) => void; reject: (reason: Error) => void } | null = null;
  let failure: Error | null = null;

  const fail = (message: string): void => {
    failure = new Error(message);
    waiting?.reject(failure);
  };
  let tellReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  child.on('message', (message: FromReader) => {
    if (message.kind === 'ready') tellReady();
    else if (message.kind === 'failed') fail(message.message);
    else waiting?.resolve(message.lines);
  });
  child.once('exit', () => fail('the engine ended'));
  child.once('error', ({ message }) => fail(message));

  return {
    read: (image) =>
      new Promise<ReadLine[]>((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        waiting = { resolve, reject };
        void ready.then(() => child.connected && child.send({ id: nextId++, image } satisfies ToReader));
      }),
    end: () => void child.kill('SIGKILL'),
  };
}
