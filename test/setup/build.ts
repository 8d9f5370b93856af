import { execFileSync } from 'node:child_process';

/** Real processes and workers under test are the built ones: build them once before any tier, unless that was done. */
export default function buildOnce(): void {
  if (process.env.LOCI_TESTS_BUILT === undefined)
    execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
