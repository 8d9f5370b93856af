import { z } from 'zod';
import { defineCommand } from '../command.js';
import { EXIT, type Context } from '../context.js';
import { paint, printable, type CliIo } from '../io.js';
import { fail, type Finding } from './finding.js';
import { checkBuild, checkDataDir, checkNode, checkService } from './machine.js';
import { checkModels, checkPorts } from './network.js';
import { checkMedia } from './media.js';
import { checkRecording } from './recording.js';
import { checkShared } from './shared.js';
import { checkSettings } from './settings.js';

export const doctor = defineCommand({
  summary: 'Tell what works on this machine, what does not, and why',
  input: z.object({}),
  async run(_input, context) {
    const { io, isJson } = context;
    const findings = await examine(context);
    const failures = findings.filter(({ level }) => level === 'fail').length;
    if (isJson) io.out(`${JSON.stringify({ ok: failures === 0, findings })}\n`);
    else io.out(findings.map((finding) => render(io, finding)).join(''));
    return failures === 0 ? EXIT.done : EXIT.failed;
  },
});

async function examine(context: Context): Promise<Finding[]> {
  const { config, findings } = checkSettings(context);
  const checks = [
    checkNode(context),
    checkBuild(context),
    checkDataDir(context),
    checkService(context),
    checkRecording(context),
    ...(config
      ? [checkPorts(context, config), checkModels(config), checkMedia(context, config), checkShared(context, config)]
      : []),
  ].map((check) => check.catch((error: unknown) => [unexpected(error)]));
  return [...(await Promise.all(checks)).flat(), ...findings];
}

function unexpected(error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  return fail(`A check could not be made: ${message}`, 'The message says what stands in its way');
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function render(io: CliIo, { level, text, remedy }: Finding): string {
  const line = `${paint(io, COLOURS[level], level.padEnd(4))}  ${printable(text)}\n`;
  return remedy === undefined ? line : `${line}      ${paint(io, 'dim', printable(remedy))}\n`;
}
