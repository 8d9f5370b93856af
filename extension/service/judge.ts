import { PROTOCOL } from '../../server/contract/hello.js';
import type { ServiceHandle } from '../../server/contract/discover.js';

/** What to do about a service that runs already. */
export type Verdict = 'attach' | 'retire' | 'retireIfIdle' | 'tooNew';

/** An older protocol cannot be spoken with; an older service of the same one is replaced only when nobody needs it. */
export function judge({ protocol, version }: Pick<ServiceHandle, 'protocol' | 'version'>, own: string): Verdict {
  if (protocol > PROTOCOL) return 'tooNew';
  if (protocol < PROTOCOL) return 'retire';
  return compareVersions(version, own) < 0 ? 'retireIfIdle' : 'attach';
}

/** Less than 0 when `a` is older; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (const index of [0, 1, 2]) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(left.isRelease) - Number(right.isRelease);
}

function parts(version: string): { numbers: number[]; isRelease: boolean } {
  const [core = '', ...rest] = version.split('-');
  return { numbers: core.split('.').map((part) => Number.parseInt(part, 10) || 0), isRelease: rest.length === 0 };
}
