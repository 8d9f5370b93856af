import { execFileSync } from 'node:child_process';

/** Real processes and workers under test are the built ones: build them once before any tier. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
