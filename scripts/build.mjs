// Bundles the service, its workers, the offline documentation pages and the extension into dist/.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildExtension } from './buildExtension.mjs';

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
    define: { LOCI_VERSION: JSON.stringify(version) },
  });
  await buildReader();
  copy(require.resolve('sql.js/dist/sql-wasm.wasm'), join(out, 'sql-wasm.wasm'));
  const swagger = dirname(require.resolve('swagger-ui-dist/package.json'));
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) {
    copy(join(swagger, name), join(out, 'docs', name === 'LICENSE' || name === 'NOTICE' ? `swagger-ui.${name}` : name));
  }
  copy(require.resolve('redoc/bundles/redoc.standalone.js'), join(out, 'docs/redoc.standalone.js'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await Promise.all([buildService(), buildExtension()]);
