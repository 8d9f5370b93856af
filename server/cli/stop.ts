import { z } from 'zod';
import { discover } from '../contract/discover.js';
import { request } from './api.js';
import { defineCommand } from './command.js';
import { EXIT } from './context.js';

export const stop = defineCommand({
  summary: 'Stop the running service',
  input: z.object({}),
  async run(_input, { io, dataDir, isJson }) {
    const service = await discover(dataDir);
    if (service) await request(service, '/_loci/stop', { method: 'POST' });
    if (isJson) io.out(`${JSON.stringify({ wasRunning: service !== null })}\n`);
    else io.out(service ? `Stopping (process ${service.pid})\n` : 'Not running\n');
    return EXIT.done;
  },
});
