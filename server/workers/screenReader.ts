import { constants, setPriority } from 'node:os';
import { createWorker, OEM, PSM, type Page, type Worker } from 'tesseract.js';
import { double, toPgm, whiten } from '../adapters/ocr/preparation.js';
import type { FromReader, ReaderOptions, ToReader } from '../adapters/ocr/protocol.js';
import type { GreyImage, ReadLine } from '../ports/ocr.js';

const tell = (message: FromReader): void => void process.send?.(message);

/** Text of screens stands in no columns of a page: it is looked for wherever it is. */
const ANYWHERE = PSM.SPARSE_TEXT;
const SCALE = 2;

async function open({ engineFile, languageFolder, languages }: ReaderOptions): Promise<Worker> {
  const engine = await createWorker([...languages], OEM.LSTM_ONLY, {
    workerPath: engineFile,
    langPath: languageFolder,
    gzip: false,
    cacheMethod: 'none',
    errorHandler: (error: unknown) => tell({ kind: 'failed', message: String(error) }),
  });
  // It would guess the resolution, and say so at each picture.
  await engine.setParameters({ tessedit_pageseg_mode: ANYWHERE, user_defined_dpi: String(96 * SCALE) });
  return engine;
}

const linesOf = ({ blocks }: Page): ReadLine[] =>
  (blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap(({ lines }) => lines)
    .map(({ text, confidence, bbox: { x0, y0, x1, y1 } }) => ({
      text: text.trim(),
      confidence: confidence / 100,
      x: x0 / SCALE,
      y: y0 / SCALE,
      width: (x1 - x0) / SCALE,
      height: (y1 - y0) / SCALE,
    }));

async function read(engine: Worker, image: GreyImage): Promise<ReadLine[]> {
  whiten(image);
  const { data } = await engine.recognize(toPgm(double(image)), {}, { blocks: true, text: false });
  return linesOf(data);
}

/** Over the wire a Buffer arrives as plain bytes. */
function received({ luma, ...image }: GreyImage): GreyImage {
  return { ...image, luma: Buffer.from(luma.buffer, luma.byteOffset, luma.byteLength) };
}

/** Reads pictures for its parent, one after the other; see `adapters/ocr` for the other end. */
async function run(options: ReaderOptions): Promise<void> {
  // Reading never takes time from what the person does.
  setPriority(constants.priority.PRIORITY_LOW);
  const engine = await open(options);
  let work = Promise.resolve();
  process.on('message', ({ id, image }: ToReader) => {
    work = work.then(async () => {
      try {
        tell({ kind: 'lines', id, lines: await read(engine, received(image)) });
      } catch (error) {
        tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
    });
  });
  tell({ kind: 'ready' });
}

if (process.send) {
  process.once('disconnect', () => process.exit(0));
  run(JSON.parse(process.argv[2] ?? '{}') as ReaderOptions).catch((error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
}
