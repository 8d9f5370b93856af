// The service alone, for programs: `npm run -s serve -- OPTIONS`. Nothing but its own line reaches stdout.
import { createRequire } from 'node:module';
import { whenParentLeaves } from './parent.mjs';
import { mainFile, prepare } from './prepare.mjs';

await prepare({ isQuiet: true });
if (process.env.npm_lifecycle_event) whenParentLeaves(() => process.kill(process.pid, 'SIGTERM'));
// In this same process, so that signals, exit code and process id are the service's own.
process.argv = [process.argv[0], mainFile, 'serve', ...process.argv.slice(2)];
createRequire(import.meta.url)(mainFile);
