// Runs every tier on a fresh clone: installs and builds what is missing, then tests. The last line is the tally.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { prepare } from './prepare.mjs';
import { prepareSystem } from './systemPackages.mjs';

await prepare();
prepareSystem();
mkdirSync('artefacts', { recursive: true });
const report = 'artefacts/tests.json';
rmSync(report, { force: true });

const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);

const tally = JSON.parse(readFileSync(report, 'utf8'));
const skipped = tally.numPendingTests + tally.numTodoTests;
// Files that failed to load have no tests to count.
const brokenFiles = tally.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
const failed = tally.numFailedTests + brokenFiles;
const isWhole =
  run.status === 0 && failed === 0 && tally.numPassedTests > 0 && !(process.env.CI === 'true' && skipped > 0);
if (skipped > 0)
  console.log(
    `${skipped} skipped: see the reasons above${process.env.CI === 'true' ? '; with CI=true a skip is a failure' : ''}`,
  );
console.log(`${tally.numPassedTests} passed, ${failed} failed`);
process.exitCode = isWhole ? 0 : 1;
