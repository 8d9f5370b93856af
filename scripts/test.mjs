// Runs every tier on a fresh clone: installs and builds what is missing, then tests. What failed, and what passed only when it
// was tried again, is told once more at the end, where a log that was cut short still has it; the last line is the tally.
// Arguments go to vitest as they are.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { prepare } from './prepare.mjs';
import { prepareSystem } from './systemPackages.mjs';
import { GROUPS } from './testGroups.mjs';

await prepare();
prepareSystem();
mkdirSync('artefacts', { recursive: true });

const given = process.argv.slice(2);
const runs =
  given.length > 0
    ? [await runTiers('given', given, true)]
    : await twoAtATime(Object.entries(GROUPS), ([name, tiers], isLive) =>
        runTiers(
          name,
          tiers.map((tier) => `--project=${tier}`),
          isLive,
        ),
      );

const isStrict = process.env.CI === 'true';
const sum = (count) => runs.reduce((total, { tally }) => total + count(tally), 0);
const skipped = sum((tally) => tally.numPendingTests + tally.numTodoTests);
const passed = sum((tally) => tally.numPassedTests);
const failures = runs.flatMap(({ tally }) => failuresOf(tally));
const failed = failures.length;
const isWhole = runs.every(({ code }) => code === 0) && failed === 0 && passed > 0 && !(isStrict && skipped > 0);
for (const text of [...runs.flatMap(({ tally }) => secondTriesOf(tally)), ...failures]) console.log(text);
if (skipped > 0)
  console.log(`${skipped} skipped: see the reasons above${isStrict ? '; with CI=true a skip is a failure' : ''}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = isWhole ? 0 : 1;

/** Two take the next of `items` whenever they are free; what the first does is shown as it comes. */
async function twoAtATime(items, work) {
  const results = [];
  const left = [...items];
  const take = async (isLive) => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) results.push(await work(item, isLive));
  };
  await Promise.all([take(true), take(false)]);
  return results;
}

/** One vitest with its report; what it says is shown as it comes, or all at once when it has ended. */
async function runTiers(name, options, isLive) {
  const report = `artefacts/${name}.json`;
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'],
      ...[`--outputFile.json=${report}`, ...options],
    ],
    { stdio: isLive ? 'inherit' : ['ignore', 'pipe', 'pipe'], env: { ...process.env, LOCI_TESTS_BUILT: '1' } },
  );
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  process.stdout.write(Buffer.concat(said));
  return { code, tally: JSON.parse(readFileSync(report, 'utf8')) };
}

/** What failed, a text each: the test, its file, and why in a few lines; of a file that never came to its tests, that. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative('.', name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && tests.length === 0) return [describe('FAILED', file, 'could not begin', [message])];
    return tests.map((test) => describe('FAILED', file, test.fullName, test.failureMessages));
  });
}

/** What passed only when it was tried again, and why it had to be. */
function secondTriesOf({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((test) => test.status === 'passed' && test.failureMessages.length > 0)
      .map((test) => describe('TRIED AGAIN', relative('.', name), test.fullName, test.failureMessages)),
  );
}

function describe(outcome, file, title, reasons) {
  const lines = reasons.join('\n').split('\n').slice(0, 30);
  return [`${outcome} ${file}: ${title}`, ...lines.map((line) => `  ${line}`)].join('\n');
}
