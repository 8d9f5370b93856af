import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RecordingRow } from '../../server/contract/panel/recordings.js';
import { useApp, useRequest } from '../client/app.js';
import { Icon, SearchBox } from '../ui/controls.js';
import { useDelayed } from '../ui/useDelayed.js';
import { useFormat } from '../ui/useFormat.js';
import { byDay } from './days.js';
import { useRecordings } from './useRecordings.js';

interface TimelineProps {
  version: number;
  isRecording: boolean;
  openId: string | null;
  onOpen: (id: string, at: number | null) => void;
}

const TYPING_MS = 80;
const MOST_FOUND = 50;

/** The recordings by day; or, with words, the moments that showed them. */
export function Timeline(props: TimelineProps): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  const [text, setText] = useState('');
  const searched = useDelayed(text.trim(), TYPING_MS);
  const recordings = useRecordings(props.version, props.isRecording);
  const { items, total, bytes, error } = recordings;
  return (
    <div class="master">
      <div class="search-bar">
        <SearchBox value={text} label={t('Search what was on the screen')} clearLabel={t('Clear')} onInput={setText} />
      </div>
      {error !== null && <p class="notice error">{error}</p>}
      {searched !== '' ? (
        <Moments text={searched} onOpen={props.onOpen} />
      ) : total === 0 && !props.isRecording ? (
        <div class="empty">
          <Icon name="device-camera-video" />
          <h2>{t('No recordings yet')}</h2>
          <p>{t('What is recorded stays on this machine, with its text to search in.')}</p>
        </div>
      ) : (
        <div class="scroll days" tabIndex={0} role="region" aria-label={t('Timeline')}>
          {total !== null && (
            <p class="count">
              {total === 1
                ? t('1 recording, {0}', format.bytes(bytes))
                : t('{0} recordings, {1} in all', format.count(total), format.bytes(bytes))}
            </p>
          )}
          {byDay(items).map(({ at, rows }) => (
            <section key={at} class="day">
              <h2>{format.day(at)}</h2>
              <ul class="tiles">
                {rows.map((row) => (
                  <Tile key={row.id} row={row} {...props} />
                ))}
              </ul>
            </section>
          ))}
          {total !== null && items.length < total && (
            <button type="button" class="link more" onClick={recordings.loadMore}>
              {t('Show earlier recordings')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Tile({ row, openId, onOpen }: TimelineProps & { row: RecordingRow }): JSX.Element {
  const { host, t } = useApp();
  const format = useFormat();
  const title = row.title || row.app || row.summary || t('Screen');
  return (
    <li>
      <button
        type="button"
        class="tile"
        onClick={() => onOpen(row.id, null)}
        {...(row.id === openId ? { 'aria-current': 'true' } : {})}
      >
        <span class="thumbnail">
          <Icon name="device-camera-video" />
          {!row.isOpen && <img src={`${host.serviceUrl}${row.thumbnailUrl}`} alt="" loading="lazy" onError={hide} />}
          <span class="length">{row.isOpen ? t('Recording') : format.duration(row.seconds)}</span>
        </span>
        <span class="tile-title">{title}</span>
        <span class="quiet">
          {format.clock(row.startedAt)} · {row.app}
        </span>
      </button>
    </li>
  );
}

/** A picture that is not there (yet) leaves the icon behind it to be seen. */
function hide({ currentTarget }: { currentTarget: HTMLImageElement }): void {
  currentTarget.hidden = true;
}

interface MomentsProps {
  text: string;
  onOpen: TimelineProps['onOpen'];
}

function Moments({ text, onOpen }: MomentsProps): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  const { data, error } = useRequest('recordings.search', { text, limit: MOST_FOUND });
  if (error !== null) return <p class="notice error">{error}</p>;
  if (!data) return <p class="notice">{t('Loading…')}</p>;
  if (data.items.length === 0)
    return (
      <div class="empty">
        <Icon name="search" />
        <h2>{t('Nothing found')}</h2>
        <p>{t('These words were on no screen that was recorded.')}</p>
      </div>
    );
  return (
    <div class="scroll">
      <ul class="moments" aria-label={t('Moments')}>
        {data.items.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onOpen(item.recordingId, item.at)}>
              <span class="moment-text">{item.text}</span>
              <span class="quiet">
                {item.app} · {format.moment(item.at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
