#!/usr/bin/env node
import { tmpdir } from 'node:os';
import { inspectLock } from './adapters/dataDir/lock.js';
import { createLog } from './adapters/log/log.js';
import { inspectDatabase } from './adapters/postgres/inspection.js';
import { createSystemVoice } from './adapters/voice/systemVoice.js';
import { createProcessIo } from './cli/io.js';
import { parseCommand } from './cli/parse.js';
import { runCli } from './cli/run.js';
import { bucketObstacle } from './files.js';
import { migrateStore } from './migration.js';
import { systemClock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import { serve } from './serve.js';

/** Set by the build from package.json. */
declare const LOCI_VERSION: string;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), process.env);
  if (command.name !== 'serve') {
    const io = createProcessIo(process);
    process.exitCode = await runCli(command, {
      io,
      env: process.env,
      built: __dirname,
      version: LOCI_VERSION,
      inspectLock,
      voiceObstacle: () => createSystemVoice({ folder: tmpdir() }).obstacle(),
      inspectDatabase: (url) => inspectDatabase(url, warnings()),
      bucketObstacle,
      migrateStore: (from, to, onProgress) => migrateStore({ from, to, built: __dirname, log: warnings(), onProgress }),
    });
    return;
  }
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
