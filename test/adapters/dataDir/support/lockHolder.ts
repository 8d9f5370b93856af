import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock } from '../../../../server/adapters/dataDir/lock.js';

// `hold`: says once whether it owns the directory, then stays. `loop N`: takes and gives back the lock N times, and says
// so if ever another living process was inside at the same time.

const [dataDir = '', mode = '', rounds = '0'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function hold(): Promise<void> {
  const lock = await acquireLock(dataDir);
  say('heldBy' in lock ? `held by ${lock.heldBy.pid}` : 'owned');
  process.stdin.on('end', () => process.exit()).resume();
}

/** A mark that the former owner was killed over is replaced; a living one's is a violation. */
function enter(mark: string): void {
  try {
    writeFileSync(mark, String(process.pid), { flag: 'wx' });
  } catch {
    const other = Number(readFileSync(mark, 'utf8'));
    try {
      process.kill(other, 0);
      say(`violated by ${other}`);
    } catch {
      writeFileSync(mark, String(process.pid));
    }
  }
}

async function loop(): Promise<void> {
  const mark = join(dataDir, 'inside');
  for (let round = 0; round < Number(rounds);) {
    const lock = await acquireLock(dataDir);
    if ('heldBy' in lock) {
      await delay(1);
      continue;
    }
    enter(mark);
    await delay(1);
    rmSync(mark, { force: true });
    await lock.release();
    round += 1;
  }
  say('done');
}

void (mode === 'hold' ? hold() : loop());
