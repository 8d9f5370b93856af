import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RecordingStatus } from '../../server/contract/panel/recordings.js';
import { useApp, useRequest } from '../client/app.js';
import type { Params } from '../client/client.js';
import { Dialog } from '../ui/dialog.js';
import { RegionPicker } from './regionPicker.js';
import type { Area } from './regions.js';

interface RecordDialogProps {
  status: RecordingStatus;
  onStart: (request: Params<'recordings.start'>) => void;
  onClose: () => void;
}

const INTERVALS = [0.5, 1, 2, 5, 10, 30];
const WHOLE = 'desktop';
const REGION = 'region';

/** What is to be recorded, and how often it is looked at. */
export function RecordDialog({ status, onStart, onClose }: RecordDialogProps): JSX.Element {
  const { t } = useApp();
  const { data, error } = useRequest('recordings.screens', {});
  const screens = data?.screens ?? [];
  const [subject, setSubject] = useState(WHOLE);
  const [area, setArea] = useState<Area | null>(status.region);
  const [interval, setPause] = useState(status.intervalSeconds);
  const { segmentSeconds } = status;
  const submit = (event: Event): void => {
    event.preventDefault();
    const about = { intervalSeconds: interval, segmentSeconds };
    if (subject === WHOLE) onStart({ ...about, mode: 'fullscreen' });
    else if (subject === REGION) onStart({ ...about, mode: 'region', region: area });
    else onStart({ ...about, mode: 'fullscreen-single', screen: Number(subject) });
  };
  return (
    <Dialog title={t('Record the screen')} onClose={onClose}>
      <form onSubmit={submit}>
        <fieldset class="choices">
          <legend>{t('What')}</legend>
          <Choice value={WHOLE} label={t('The whole desktop')} chosen={subject} onChoose={setSubject} />
          {screens.length > 1 &&
            screens.map(({ index, name, width, height }) => (
              <Choice
                key={index}
                value={String(index)}
                label={`${name || t('Screen {0}', index + 1)} (${width} × ${height})`}
                chosen={subject}
                onChoose={setSubject}
              />
            ))}
          <Choice value={REGION} label={t('A part of it')} chosen={subject} onChoose={setSubject} />
        </fieldset>
        {subject === REGION && screens.length > 0 && <RegionPicker screens={screens} area={area} onChange={setArea} />}
        {(error !== null || data?.screens.length === 0) && (
          <p class="error">{error ?? t('No screen can be seen on this machine.')}</p>
        )}
        <label class="interval">
          <span>{t('A picture every')}</span>
          <select
            class="picker"
            value={interval}
            onChange={({ currentTarget }) => setPause(Number(currentTarget.value))}
          >
            {[...new Set([...INTERVALS, status.intervalSeconds])].map((seconds) => (
              <option key={seconds} value={seconds}>
                {t('{0} s', seconds)}
              </option>
            ))}
          </select>
        </label>
        <div class="dialog-actions">
          <button type="button" class="button secondary" onClick={onClose}>
            {t('Cancel')}
          </button>
          <button type="submit" class="button primary" disabled={subject === REGION && area === null}>
            {t('Record')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  value: string;
  label: string;
  chosen: string;
  onChoose: (value: string) => void;
}

function Choice({ value, label, chosen, onChoose }: ChoiceProps): JSX.Element {
  return (
    <label>
      <input type="radio" name="subject" checked={chosen === value} onChange={() => onChoose(value)} />
      <span>{label}</span>
    </label>
  );
}
