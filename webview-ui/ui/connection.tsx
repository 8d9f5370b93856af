import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useEvent } from '../client/app.js';
import { Icon } from './controls.js';

/** Says when the service is away; what is on the panel stays. */
export function Connection(): JSX.Element | null {
  const { t, host } = useApp();
  const [problem, setProblem] = useState<{ isLost: boolean; message: string } | null>(null);
  useEvent('host.connection', ({ state, message }) =>
    setProblem(state === 'ready' ? null : { isLost: state === 'lost', message }),
  );
  if (!problem) return null;
  return (
    <p class="connection" role="status">
      <Icon name={problem.isLost ? 'debug-disconnect' : 'loading'} />
      <span>
        {problem.isLost ? t('The connection is lost.') : t('Connecting…')}{' '}
        {problem.isLost && host.host === 'browser' ? t('Open this page again with: loci open') : problem.message}
      </span>
    </p>
  );
}
