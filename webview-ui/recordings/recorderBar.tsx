import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RecordingStatus } from '../../server/contract/panel/recordings.js';
import { useApp } from '../client/app.js';
import type { Params } from '../client/client.js';
import { Button, Icon, IconButton } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';
import { Preview } from './preview.js';
import { RecordDialog } from './recordDialog.js';

interface RecorderBarProps {
  status: RecordingStatus;
  /** What is recorded here: the screen, or what is done. */
  subject: 'recordings' | 'activity';
  onStatus: (status: RecordingStatus) => void;
}

/** Asks for leave first; then begins, shows and ends what is recorded. */
export function RecorderBar({ status, subject, onStatus }: RecorderBarProps): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const [isAsking, setAsking] = useState(false);
  const act = (work: () => Promise<RecordingStatus>): void => attempt(async () => onStatus(await work()));
  if (!status.isAllowed)
    return (
      <section class="recorder consent" aria-label={t('Permission')}>
        <h2>{t('Nothing is recorded until you allow it')}</h2>
        <p>
          {t(
            'Pictures of the screen, the text in them and the rhythm of your input stay on this machine. Password managers and private windows are left out. You can take this back at any time.',
          )}
        </p>
        <Button icon="check" onClick={() => act(() => client.call('recordings.allow', { isAllowed: true }))}>
          {t('Allow recording')}
        </Button>
      </section>
    );
  const start = (request: Params<'recordings.start'>): void => {
    setAsking(false);
    act(() => client.call('recordings.start', request));
  };
  return (
    <section class="recorder" aria-label={t('Recorder')}>
      {subject === 'activity' ? (
        <TrackingBar status={status} onStatus={onStatus} />
      ) : status.isRecording ? (
        <Running status={status} act={act} />
      ) : (
        <>
          <Button icon="record" onClick={() => setAsking(true)}>
            {t('Record the screen')}
          </Button>
          <span class="spring" />
          <button
            type="button"
            class="link quiet-link"
            onClick={() => act(() => client.call('recordings.allow', { isAllowed: false }))}
          >
            {t('Take permission back')}
          </button>
        </>
      )}
      {status.problem !== null && (
        <p class="error wide" role="alert">
          {t('Recording stopped: {0}', status.problem)}
        </p>
      )}
      {status.readingProblem !== null && (
        <p class="quiet wide">{t('Text on the screen is not read: {0}', status.readingProblem)}</p>
      )}
      {isAsking && <RecordDialog status={status} onStart={start} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface RunningProps {
  status: RecordingStatus;
  act: (work: () => Promise<RecordingStatus>) => void;
}

function Running({ status, act }: RunningProps): JSX.Element {
  const { client, t } = useApp();
  const format = useFormat();
  return (
    <>
      <Preview />
      <div class="running">
        <strong>
          <span class={`dot${status.isPaused ? ' paused' : ''}`} aria-hidden="true" />
          {status.isPaused ? t('Paused') : t('Recording')}
        </strong>
        <span class="quiet">
          {format.duration(status.elapsedSeconds)} · {t('{0} pictures', format.count(status.frames))}
        </span>
        <span class="running-actions">
          <IconButton
            icon={status.isPaused ? 'debug-continue' : 'debug-pause'}
            label={status.isPaused ? t('Resume') : t('Pause')}
            onClick={() => act(() => client.call(status.isPaused ? 'recordings.resume' : 'recordings.pause', {}))}
          />
          <IconButton
            icon="debug-stop"
            label={t('Stop recording')}
            onClick={() => act(() => client.call('recordings.stop', {}))}
          />
        </span>
      </div>
    </>
  );
}

function TrackingBar({ status, onStatus }: Pick<RecorderBarProps, 'status' | 'onStatus'>): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const format = useFormat();
  const { isTracking } = status;
  return (
    <>
      <Button
        kind={isTracking ? 'secondary' : 'primary'}
        icon={isTracking ? 'debug-stop' : 'pulse'}
        onClick={() => attempt(async () => onStatus(await client.call('activity.track', { isTracking: !isTracking })))}
      >
        {isTracking ? t('Stop and keep the session') : t('Follow what I do')}
      </Button>
      {isTracking && (
        <span class="quiet">
          <Icon name="pulse" /> {t('{0} events', format.count(status.tracked))}
        </span>
      )}
    </>
  );
}
