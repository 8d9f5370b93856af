// `npm start`: makes a fresh clone ready, runs the service and says where it is. Ctrl-C stops it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { whenParentLeaves } from './parent.mjs';
import { mainFile, prepare } from './prepare.mjs';

await prepare();
const service = spawn(process.execPath, [mainFile, 'serve', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => service.kill(signal));
if (process.env.npm_lifecycle_event) whenParentLeaves(() => service.kill('SIGTERM'));
service.on('exit', (code) => (process.exitCode = code ?? 1));

createInterface(service.stdout).on('line', (line) => {
  if (line.startsWith('{')) announce(JSON.parse(line));
  else console.log(line);
});

function announce({ url, pid, dataDir }) {
  const isOurs = pid === service.pid;
  console.log(`
  Loci ${isOurs ? 'is running' : `runs already (process ${pid})`}

  API             ${url}
  API reference   ${url}/docs
  MCP             ${url}/mcp
  Data            ${dataDir}
${isOurs ? '\n  Ctrl-C stops it.\n' : '\n  npx loci stop ends it.\n'}`);
}
