import { z } from 'zod';
import { discover } from '../contract/discover.js';
import { ServiceStatus } from '../contract/status.js';
import { requestJson } from './api.js';
import { defineCommand } from './command.js';
import { EXIT } from './context.js';
import { formatBytes, formatDuration } from './format.js';
import { paint } from './io.js';

export const status = defineCommand({
  summary: 'Tell whether the service runs, where, and what it holds',
  input: z.object({}),
  async run(_input, { io, dataDir, isJson }) {
    const service = await discover(dataDir);
    if (!service) {
      if (isJson) io.out(`${JSON.stringify({ running: false, dataDir })}\n`);
      else io.out(`Not running (data directory ${dataDir})\n`);
      return EXIT.failed;
    }
    const report = await requestJson(service, '/_loci/status', ServiceStatus);
    if (isJson) {
      io.out(`${JSON.stringify({ running: true, ...report })}\n`);
      return EXIT.done;
    }
    const busy = report.nativePorts.filter(({ state }) => state === 'busy');
    const rows = [
      ['Address', report.url],
      ['Version', `${report.version} (process ${report.pid}, for ${formatDuration(Date.now() - report.startedAt)})`],
      ['Data', `${report.dataDir} (${formatBytes(report.bytes)})`],
      ['Memories', `${report.memories} of ${report.users} ${report.users === 1 ? 'user' : 'users'}`],
      ['Tasks', report.runningTasks === 0 ? 'none running' : `${report.runningTasks} running`],
      ['Clients', `${report.leases} attached`],
      ...busy.map(({ surface, port }) => ['Busy port', `${port} (${surface}) belongs to another program`]),
    ];
    io.out(rows.map(([name = '', value = '']) => `${paint(io, 'bold', name.padEnd(10))} ${value}\n`).join(''));
    return EXIT.done;
  },
});
