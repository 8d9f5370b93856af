import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CoreError } from '../../ports/errors.js';
import type { OcrLanguages } from '../../ports/ocrLanguages.js';

export interface Languages extends OcrLanguages {
  /** The folder that holds the data of all of these. Throws the name of what is missing. */
  gather(languages: readonly string[]): Promise<string>;
}

/** Where systems keep the data of an installed tesseract. */
const SYSTEM_FOLDERS = [
  '/usr/share/tesseract-ocr/5/tessdata',
  '/usr/share/tesseract-ocr/4.00/tessdata',
  '/usr/share/tessdata',
  '/usr/local/share/tessdata',
  '/opt/homebrew/share/tessdata',
  'C:\\Program Files\\Tesseract-OCR\\tessdata',
];
const NAME = /^([a-z]{3,4}(?:_[A-Za-z]{2,5})*)\.traineddata(?:\.gz)?$/;

export class LanguageMissing extends Error {
  constructor(readonly language: string) {
    super(`No data to read the language ${language} from the screen`);
  }
}

const fileOf = (folder: string, language: string): string => join(folder, `${language}.traineddata`);

async function languagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []).filter((name) => name !== 'osd');
}

export interface LanguageOptions {
  /** This service's folder, which downloads go to. */
  own: string;
  /** Comes with the program, compressed. */
  shipped: string;
  /** Holds `LANGUAGE.traineddata`. */
  url: string;
}

export function createLanguages({ own, shipped, url }: LanguageOptions): Languages {
  const folders = [own, shipped, ...SYSTEM_FOLDERS];

  const find = async (language: string): Promise<Buffer> => {
    for (const folder of folders) {
      const file = fileOf(folder, language);
      if (existsSync(`${file}.gz`)) return gunzipSync(await readFile(`${file}.gz`));
      if (existsSync(file)) return readFile(file);
    }
    throw new LanguageMissing(language);
  };

  const keep = async (language: string, data: Buffer): Promise<void> => {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const file = fileOf(own, language);
    await writeFile(`${file}.part`, data, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };

  return {
    async available() {
      const found = await Promise.all(folders.map(languagesIn));
      return [...new Set(found.flat())].sort();
    },
    async gather(languages) {
      for (const language of languages)
        if (!existsSync(fileOf(own, language))) await keep(language, await find(language));
      return own;
    },
    async fetch(language, report, signal) {
      await keep(language, await download(`${url.replace(/\/+$/, '')}/${language}.traineddata`, report, signal));
    },
  };
}

/** More than any language has. */
const MOST_BYTES = 200 * 1024 * 1024;

async function download(
  address: string,
  report: (fraction: number | null) => void,
  signal: AbortSignal,
): Promise<Buffer> {
  const response = await fetch(address, { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw new CoreError('cancelled', 'Cancelled', { cause });
    throw new CoreError('unavailable', 'The address of the languages does not answer', { cause });
  });
  if (response.status === 404) throw new CoreError('not_found', 'There is no such language at the configured address');
  if (!response.ok || !response.body)
    throw new CoreError('unavailable', `The address of the languages answers with ${response.status}`);
  const total = Number(response.headers.get('content-length')) || null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new CoreError('unavailable', 'What the address of the languages sends is too large');
    chunks.push(chunk);
    report(total === null ? null : Math.min(1, bytes / total));
  }
  return Buffer.concat(chunks);
}
