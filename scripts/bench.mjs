// Bundles one benchmark of test/bench and runs it: node scripts/bench.mjs NAME [options of the benchmark]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildService } from './build.mjs';
import { prepare } from './prepare.mjs';

const [name, ...options] = process.argv.slice(2);
await prepare();
await buildService();
const outfile = join('dist/bench', `${name}.cjs`);
await build({
  entryPoints: [`test/bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, ['--expose-gc', outfile, ...options], { stdio: 'inherit' }).status ?? 1;
