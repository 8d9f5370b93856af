import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordingRow } from '../../server/contract/panel/recordings.js';
import { useApp, useRequest } from '../client/app.js';
import { IconButton } from '../ui/controls.js';
import { Confirm } from '../ui/dialog.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';
import { ScreenText } from './screenText.js';

interface RecordingViewProps {
  id: string;
  /** Where to begin, epoch ms; null = at the start. */
  at: number | null;
  onClose: () => void;
  onDeleted: () => void;
}

/** One recording: its video, and beside it what was read from it. */
export function RecordingView({ id, at, onClose, onDeleted }: RecordingViewProps): JSX.Element {
  const { t } = useApp();
  const { data, error } = useRequest('recordings.get', { id });
  return (
    <article class="detail recording" aria-label={t('Recording')} aria-busy={data === null && error === null}>
      {data ? (
        <Player row={data} at={at} onClose={onClose} onDeleted={onDeleted} />
      ) : (
        <div class="detail-bar">
          <IconButton icon="arrow-left" label={t('Back')} onClick={onClose} />
          <span class="error">{error}</span>
        </div>
      )}
    </article>
  );
}

function Player(props: Omit<RecordingViewProps, 'id'> & { row: RecordingRow }): JSX.Element {
  const { row, at } = props;
  const { host, t } = useApp();
  const format = useFormat();
  const video = useRef<HTMLVideoElement>(null);
  const [now, setNow] = useState(at ?? row.startedAt);
  const seek = (moment: number): void => {
    if (video.current) video.current.currentTime = Math.max(0, (moment - row.startedAt) / 1000);
    setNow(moment);
  };
  useEffect(() => {
    if (at !== null) seek(at);
  }, [at]);
  return (
    <>
      <Bar {...props} />
      <div class="player">
        <video
          ref={video}
          src={`${host.serviceUrl}${row.videoUrl}`}
          controls
          muted
          preload="metadata"
          aria-label={t('Recording of {0}', format.moment(row.startedAt))}
          onLoadedMetadata={() => at !== null && seek(at)}
          onTimeUpdate={({ currentTarget }) => setNow(row.startedAt + currentTarget.currentTime * 1000)}
        />
        <div class="about">
          <strong>{row.title || row.app}</strong>
          {row.summary !== null && <p>{row.summary}</p>}
          {row.keywords.length > 0 && (
            <p class="tags">
              {row.keywords.map((word) => (
                <span key={word} class="tag">
                  {word}
                </span>
              ))}
            </p>
          )}
          <p class="quiet">
            {format.moment(row.startedAt)} · {format.duration(row.seconds)} · {format.bytes(row.bytes)}
          </p>
        </div>
        <ScreenText recordingId={row.id} now={now} onSeek={seek} />
      </div>
    </>
  );
}

function Bar({ row, onClose, onDeleted }: Omit<RecordingViewProps, 'id'> & { row: RecordingRow }): JSX.Element {
  const { client, t, host } = useApp();
  const { show, attempt } = useToasts();
  const [isAsking, setAsking] = useState(false);
  const save = async (): Promise<void> => {
    const url = host.host === 'browser' ? row.videoUrl : `${host.serviceUrl}${row.videoUrl}`;
    const { saved } = await client.call('host.save', { name: row.fileName, url });
    if (saved) show({ text: t('Exported') });
  };
  return (
    <div class="detail-bar" role="toolbar" aria-label={t('Recording')}>
      <IconButton icon="arrow-left" label={t('Back')} onClick={onClose} />
      <span class="spring" />
      <IconButton icon="save-as" label={t('Export')} onClick={() => attempt(save)} />
      <IconButton icon="trash" label={t('Delete')} isDisabled={row.isOpen} onClick={() => setAsking(true)} />
      {isAsking && (
        <Confirm
          title={t('Delete this recording?')}
          text={t('Its video and the text that was read from it are removed. This cannot be undone.')}
          confirm={t('Delete')}
          cancel={t('Cancel')}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            attempt(async () => {
              await client.call('recordings.delete', { id: row.id });
              onDeleted();
            })
          }
        />
      )}
    </div>
  );
}
