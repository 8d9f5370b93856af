// `npm start`: makes a fresh clone ready, runs the service, opens Loci in an editor and says where everything is.
// Ctrl-C stops it. `--no-editor` or LOCI_NO_EDITOR=1 runs the service alone.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openEditor } from './openEditor.mjs';
import { whenParentLeaves } from './parent.mjs';
import { mainFile, prepare } from './prepare.mjs';

const NO_EDITOR = '--no-editor';
const options = process.argv.slice(2);
const isAlone = options.includes(NO_EDITOR) || Boolean(process.env.LOCI_NO_EDITOR);

await prepare();
const service = spawn(process.execPath, [mainFile, 'serve', ...options.filter((option) => option !== NO_EDITOR)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let editor = null;
const stop = (signal) => {
  editor?.close();
  service.kill(signal);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
if (process.env.npm_lifecycle_event) whenParentLeaves(() => stop('SIGTERM'));
service.on('exit', (code) => {
  editor?.close();
  process.exitCode = code ?? 1;
});

createInterface(service.stdout).on('line', (line) => {
  if (line.startsWith('{')) void announce(JSON.parse(line));
  else console.log(line);
});

async function announce({ url, pid, dataDir }) {
  const isOurs = pid === service.pid;
  let place = 'not opened';
  if (!isAlone) {
    editor = await openEditor({ dataDir, isWatched: isOurs }).catch((error) => ({
      description: `could not be opened: ${error.message}`,
      close: () => undefined,
    }));
    place = editor.description;
  }
  console.log(`
  Loci ${isOurs ? 'is running' : `runs already (process ${pid})`}

  Editor          ${place}
  API             ${url}
  API reference   ${url}/docs
  MCP             ${url}/mcp
  Data            ${dataDir}
${isOurs ? '\n  Ctrl-C stops it.\n' : '\n  npx loci stop ends it.\n'}`);
  if (service.exitCode !== null) editor?.close();
}
