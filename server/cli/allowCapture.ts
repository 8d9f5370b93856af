import { z } from 'zod';
import { ConsentState } from '../contract/status.js';
import { jsonBody, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { EXIT } from './context.js';

export const allowCapture = defineCommand({
  summary: 'Allow that screen and input are recorded, or take that back',
  options: { revoke: { placeholder: null, description: 'Take it back; what is being recorded stops' } },
  input: z.object({ revoke: z.boolean().default(false) }),
  async run({ revoke }, { io, isJson, attach }) {
    const service = await attach();
    const init = { ...jsonBody({ capture: !revoke }), method: 'PUT' };
    const { capture } = await requestJson(service, '/_loci/consent', ConsentState, init);
    if (isJson) io.out(`${JSON.stringify({ capture })}\n`);
    else
      io.out(
        capture
          ? 'Screen and input may be recorded. Nothing is until you start it.\n'
          : 'Screen and input are not recorded.\n',
      );
    return EXIT.done;
  },
});
