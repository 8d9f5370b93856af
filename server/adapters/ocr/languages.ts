import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The languages whose data is on this machine, and where it comes from. */
export interface Languages {
  /** Codes as tesseract has them (`eng`, `chi_sim`), in order. */
  available(): Promise<string[]>;
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

/** `own` is this service's folder, which downloads go to; `shipped` comes with the program, compressed. */
export function createLanguages({ own, shipped }: { own: string; shipped: string }): Languages {
  const folders = [own, shipped, ...SYSTEM_FOLDERS];

  const find = async (language: string): Promise<Buffer> => {
    for (const folder of folders) {
      const file = fileOf(folder, language);
      if (existsSync(`${file}.gz`)) return gunzipSync(await readFile(`${file}.gz`));
      if (existsSync(file)) return readFile(file);
    }
    throw new LanguageMissing(language);
  };

  return {
    async available() {
      const found = await Promise.all(folders.map(languagesIn));
      return [...new Set(found.flat())].sort();
    },
    async gather(languages) {
      await mkdir(own, { recursive: true, mode: 0o700 });
      for (const language of languages) {
        const file = fileOf(own, language);
        if (existsSync(file)) continue;
        await writeFile(`${file}.part`, await find(language), { mode: 0o600 });
        await rename(`${file}.part`, file);
      }
      return own;
    },
  };
}
