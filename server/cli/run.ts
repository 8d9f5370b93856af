import { join } from 'node:path';
import { attachOrStart, AttachError } from '../contract/attach.js';
import { startService } from '../contract/start.js';
import { CliError, EXIT, type CliDeps, type Context } from './context.js';
import { helpText } from './help.js';
import type { Command } from './parse.js';

/** Does what was asked, except serving, and tells the exit code. */
export async function runCli(command: Exclude<Command, { name: 'serve' }>, deps: CliDeps): Promise<number> {
  const { io, version } = deps;
  switch (command.name) {
    case 'help':
      io.out(helpText(command.topic));
      return EXIT.done;
    case 'version':
      io.out(`${version}\n`);
      return EXIT.done;
    case 'invalid':
      io.err(`loci: ${command.message}\n`);
      return EXIT.wrongUse;
    case 'client':
      return runClient(command, deps);
  }
}

async function runClient(
  { run, dataDir, user, isJson }: Extract<Command, { name: 'client' }>,
  deps: CliDeps,
): Promise<number> {
  const { io, built, env } = deps;
  const start = async (): ReturnType<typeof startService> => {
    if (io.isTerminal.err) io.err('Starting the service ...\n');
    return startService({ mainFile: join(built, 'main.cjs'), dataDir, env });
  };
  const context: Context = { ...deps, dataDir, user, isJson, attach: () => attachOrStart({ dataDir, start }) };
  try {
    return await run(context);
  } catch (error) {
    if (!(error instanceof CliError || error instanceof AttachError)) throw error;
    io.err(`loci: ${error.message}\n`);
    return EXIT.failed;
  }
}
