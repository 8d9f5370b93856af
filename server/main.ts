#!/usr/bin/env node
import { tmpdir } from 'node:os';
import { inspectLock } from './adapters/dataDir/lock.js';
import { createLog } from './adapters/log/log.js';
import { createProcessIo } from './cli/io.js';
import { parseCommand } from './cli/parse.js';
import { runCli } from './cli/run.js';
import { systemClock } from './ports/clock.js';
import type { Log } from './ports/log.js';

/** Set by the build from package.json. */
declare const LOCI_VERSION: string;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), process.env);
  // What a command does not need is not loaded: that takes longer than most commands.
  if (command.name !== 'serve') {
    const io = createProcessIo(process);
    process.exitCode = await runCli(command, {
      io,
      env: process.env,
      built: __dirname,
      version: LOCI_VERSION,
      inspectLock,
      async voiceObstacle() {
        const { createSystemVoice } = await import('./adapters/voice/systemVoice.js');
        return createSystemVoice({ folder: tmpdir() }).obstacle();
      },
      async inspectDatabase(url) {
        const { inspectDatabase } = await import('./adapters/postgres/inspection.js');
        return inspectDatabase(url, warnings());
      },
      async bucketObstacle(place) {
        const { bucketObstacle } = await import('./files.js');
        return bucketObstacle(place);
      },
      async migrateStore(from, to, onProgress) {
        const { migrateStore } = await import('./migration.js');
        return migrateStore({ from, to, built: __dirname, log: warnings(), onProgress });
      },
    });
    return;
  }
  const { serve } = await import('./serve.js');
  const { config, isJson } = command;
  const format = process.stderr.isTTY && !isJson ? 'text' : 'json';
  const log = createLog({ level: config.logLevel, format, stream: process.stderr, clock: systemClock });
  const code = await serve({
    config,
    built: __dirname,
    version: LOCI_VERSION,
    log,
    announce: (ready) => void process.stdout.write(`${JSON.stringify(ready)}\n`),
    exit: (status) => process.exit(status),
  });
  if (code !== null) process.exitCode = code;
}

/** The log of a command that does itself what else the service does. */
const warnings = (): Log => createLog({ level: 'warn', format: 'text', stream: process.stderr, clock: systemClock });

void main();
