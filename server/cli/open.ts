import { spawn } from 'node:child_process';
import { z } from 'zod';
import { PANEL_CODE, PanelCodeReply, PANELS } from '../contract/panelWire.js';
import { jsonBody, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { EXIT } from './context.js';

/** The program that opens an address in the person's browser, on each system. */
const OPENERS: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

export const open = defineCommand({
  summary: 'Open a panel in the browser: chat, recordings or memories',
  operands: '[chat|recordings|memories]',
  options: { print: { placeholder: null, description: 'Only print the address, which works once, within a minute' } },
  input: z.object({
    operands: z.tuple([z.enum(PANELS)], { error: `open takes one of ${PANELS.join(', ')}` }).or(z.tuple([])),
    print: z.boolean().default(false),
  }),
  async run({ operands: [panel = 'memories'], print }, { io, isJson, attach }) {
    const service = await attach();
    const { path } = await requestJson(service, PANEL_CODE, PanelCodeReply, jsonBody({ panel }));
    const url = `${service.url}${path}`;
    const isOpened = !print && !isJson && io.isTerminal.out && (await show(url));
    if (isJson) io.out(`${JSON.stringify({ panel, url })}\n`);
    else io.out(isOpened ? `Opened ${panel} in the browser\n` : `${url}\n`);
    return EXIT.done;
  },
});

/** False where there is no browser to open. The code in the address is worth nothing once it was used. */
function show(url: string): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? [];
  if (command === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
