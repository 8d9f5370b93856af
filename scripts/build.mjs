// Bundles the service, its workers, the offline documentation pages, the panels and the extension into dist/.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildExtension } from './buildExtension.mjs';
import { buildWebview } from './buildWebview.mjs';
import { englishOnly } from './englishOnly.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const out = join(root, 'dist/server');
const { version } = require('../package.json');

const copy = (from, to) => {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
};

/** The engine picks one of these by what the processor can do. */
const TESSERACT_CORES = ['tesseract-core-simd-lstm', 'tesseract-core-relaxedsimd-lstm'];

/** The engine that reads screens: its worker, its cores beside it, and the English that it comes with. */
async function buildReader() {
  const folder = join(out, 'ocr');
  await build({
    entryPoints: [require.resolve('tesseract.js/src/worker-script/node/index.js')],
    outfile: join(folder, 'engine.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'cores-beside',
        setup: (context) =>
          context.onResolve({ filter: /^tesseract\.js-core\// }, ({ path }) => ({
            // The engine asks for the cores of the older recogniser too, which nothing here uses.
            path: `./${basename(path).replace(/(-lstm)?$/, '-lstm')}.cjs`,
            external: true,
          })),
      },
    ],
  });
  const cores = dirname(require.resolve('tesseract.js-core/package.json'));
  for (const name of TESSERACT_CORES) {
    copy(join(cores, `${name}.js`), join(folder, `${name}.cjs`));
    copy(join(cores, `${name}.wasm`), join(folder, `${name}.wasm`));
  }
  copy(
    join(dirname(require.resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int/eng.traineddata.gz'),
    join(folder, 'languages/eng.traineddata.gz'),
  );
}

/** Fonts that videos are lettered in; the order is that in which a letter is looked for. */
const FONTS = [
  { name: 'inter', family: 'Inter', weights: [400, 700] },
  { name: 'noto-sans-sc', family: 'Noto Sans SC', weights: [400] },
  { name: 'noto-sans-kr', family: 'Noto Sans KR', weights: [400] },
];

/** Copies the fonts, which come in parts, with an index of the letters in each part. */
function copyFonts(to) {
  const index = FONTS.flatMap(({ name, family, weights }) => {
    const from = dirname(require.resolve(`@fontsource/${name}/package.json`));
    const parts = JSON.parse(readFileSync(join(from, 'unicode.json'), 'utf8'));
    copy(join(from, 'LICENSE'), join(to, `${name}.LICENSE`));
    return weights.flatMap((weight) =>
      Object.entries(parts).map(([part, letters]) => {
        const file = `${name}-${part.replace(/[[\]]/g, '')}-${weight}-normal.woff`;
        copy(join(from, 'files', file), join(to, file));
        return { file, family, weight, ranges: toRanges(letters) };
      }),
    );
  });
  writeFileSync(join(to, 'index.json'), JSON.stringify(index));
}

/** `U+41-5A,U+E9` as pairs of first and last code point. */
function toRanges(letters) {
  return letters.split(',').map((range) => {
    const [first, last = first] = range
      .trim()
      .slice(2)
      .split('-')
      .map((hex) => parseInt(hex, 16));
    return [first, last];
  });
}

/** The H.264 encoder takes a frame byte by byte, which costs more than encoding it: here it is taken as a whole. */
const SLOW_COPY = 'else for(I=0;I<g;++I)d[E+4+I]=B[I];';
const quickFrames = {
  name: 'quick-frames',
  setup(build) {
    build.onLoad({ filter: /h264-mp4-encoder\.node\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (source.split(SLOW_COPY).length !== 2) throw new Error('The encoder is another one: look for its slow copy');
      return { contents: source.replace(SLOW_COPY, 'else d.set(B,E+4);') };
    });
  },
};

/** The client of S3-compatible stores is as large as a third of the service, and loaded only where one is chosen. */
const S3_CLIENT = '@aws-sdk/client-s3';
const s3Beside = {
  name: 's3-beside',
  setup: (build) =>
    build.onResolve({ filter: new RegExp(`^${S3_CLIENT}$`) }, () => ({ path: './s3.cjs', external: true })),
};
const S3_PARTS = [
  'S3Client',
  ...['Put', 'Get', 'Head', 'Delete'].map((verb) => `${verb}ObjectCommand`),
  'ListObjectsV2Command',
];

async function buildS3Client() {
  await build({
    stdin: { contents: `export { ${S3_PARTS.join(', ')} } from '${S3_CLIENT}'`, resolveDir: root },
    outfile: join(out, 's3.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Of what its modules hold, only what is used is taken.
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}

/** Builds everything that the service needs to run; `dist/` holds the result. */
export async function buildService() {
  const workers = join(root, 'server/workers');
  const entries = readdirSync(workers).filter((name) => name.endsWith('.ts'));
  await build({
    entryPoints: [
      { in: join(root, 'server/main.ts'), out: 'main' },
      ...entries.map((name) => ({ in: join(workers, name), out: `workers/${name.replace(/\.ts$/, '')}` })),
    ],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    // Native code is loaded from its own package.
    external: ['node-screenshots', 'uiohook-napi'],
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [quickFrames, s3Beside, englishOnly],
    define: { LOCI_VERSION: JSON.stringify(version) },
  });
  await buildReader();
  await buildS3Client();
  copy(require.resolve('sql.js/dist/sql-wasm.wasm'), join(out, 'sql-wasm.wasm'));
  copy(require.resolve('@resvg/resvg-wasm/index_bg.wasm'), join(out, 'resvg.wasm'));
  copyFonts(join(out, 'fonts'));
  const swagger = dirname(require.resolve('swagger-ui-dist/package.json'));
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) {
    copy(join(swagger, name), join(out, 'docs', name === 'LICENSE' || name === 'NOTICE' ? `swagger-ui.${name}` : name));
  }
  copy(require.resolve('redoc/bundles/redoc.standalone.js'), join(out, 'docs/redoc.standalone.js'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await Promise.all([buildService(), buildExtension(), buildWebview()]);
