// The quick gate before a commit: types, lint, format and unit tests, side by side. What did not change since the last time
// is not looked at again; with --whole everything is, as a change of types may make a file wrong that stayed as it was.
import { spawn } from 'node:child_process';

const bin = (path, ...args) => [process.execPath, [`node_modules/${path}`, ...args]];
const isWhole = process.argv.includes('--whole');
const kept = (name) => `node_modules/.cache/check/${name}`;
const onceOnly = (...options) => (isWhole ? [] : options);
const tsc = (name, ...project) =>
  bin('typescript/bin/tsc', '--noEmit', ...onceOnly('--incremental', '--tsBuildInfoFile', kept(name)), ...project);
const cached = (name) => onceOnly('--cache', '--cache-strategy', 'content', '--cache-location', kept(name));
const steps = {
  types: tsc('types'),
  panelTypes: tsc('panelTypes', '-p', 'webview-ui'),
  lint: bin('eslint/bin/eslint.js', '--max-warnings=0', ...cached('lint'), '.'),
  format: bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', ...cached('format'), '.'),
  unit: bin('vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'webview', '--reporter=dot'),
};

function run(name) {
  const [command, args] = steps[name];
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

// Two lanes for two cores.
const lanes = [['lint', 'types', 'panelTypes', 'format'], ['unit']];
const results = await Promise.all(
  lanes.map(async (lane) => {
    const passed = [];
    for (const name of lane) passed.push(await run(name));
    return passed.every(Boolean);
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;
