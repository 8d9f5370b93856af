// The quick gate before a commit: types, lint, format and unit tests, side by side.
import { spawn } from 'node:child_process';

const bin = (path, ...args) => [process.execPath, [`node_modules/${path}`, ...args]];
const steps = {
  types: bin('typescript/bin/tsc', '--noEmit'),
  panelTypes: bin('typescript/bin/tsc', '--noEmit', '-p', 'webview-ui'),
  lint: bin('eslint/bin/eslint.js', '--max-warnings=0', '.'),
  format: bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
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
