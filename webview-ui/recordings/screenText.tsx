import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownText } from '../../server/contract/panel/recordings.js';
import { messageOf, useApp } from '../client/app.js';
import { SearchBox } from '../ui/controls.js';
import { useFormat } from '../ui/useFormat.js';
import { currentOf, marked, matching } from './textSearch.js';

interface ScreenTextProps {
  recordingId: string;
  /** Epoch ms that the video shows. */
  now: number;
  onSeek: (at: number) => void;
}

const PAGE = 200;
const MOST = 4000;

/** What was read from the screen, beside the video: it follows it, is searched, and leads to its moments. */
export function ScreenText({ recordingId, now, onSeek }: ScreenTextProps): JSX.Element {
  const { t } = useApp();
  const [words, setWords] = useState('');
  const { texts, error } = useTexts(recordingId);
  const list = useRef<HTMLUListElement>(null);
  const shown = matching(texts ?? [], words);
  const current = currentOf(texts ?? [], now)?.id ?? null;
  useEffect(() => {
    const item = list.current?.querySelector('[aria-current]');
    if (words === '' && item && list.current) list.current.scrollTop = (item as HTMLElement).offsetTop - 40;
  }, [current, words]);
  return (
    <section class="screen-text" aria-label={t('Text on the screen')}>
      <div class="search-bar">
        <SearchBox value={words} label={t('Search in this recording')} clearLabel={t('Clear')} onInput={setWords} />
      </div>
      {error !== null && <p class="notice error">{error}</p>}
      {texts?.length === 0 && <p class="quiet hint">{t('No text was read from this recording.')}</p>}
      {words !== '' && texts && <p class="count">{t('{0} of {1} moments', shown.length, texts.length)}</p>}
      <ul ref={list} class="moments" tabIndex={0}>
        {shown.map((item) => (
          <Moment key={item.id} item={item} words={words} isCurrent={item.id === current} onSeek={onSeek} />
        ))}
      </ul>
    </section>
  );
}

interface MomentProps {
  item: ShownText;
  words: string;
  isCurrent: boolean;
  onSeek: (at: number) => void;
}

function Moment({ item, words, isCurrent, onSeek }: MomentProps): JSX.Element {
  const format = useFormat();
  return (
    <li>
      <button type="button" onClick={() => onSeek(item.at)} {...(isCurrent ? { 'aria-current': 'true' } : {})}>
        <span class="quiet">
          {format.clock(item.at)} · {item.app}
        </span>
        <span class="moment-text">
          {marked(item.text, words).map(({ text, isHit }, index) => (isHit ? <mark key={index}>{text}</mark> : text))}
        </span>
      </button>
    </li>
  );
}

function useTexts(recordingId: string): { texts: ShownText[] | null; error: string | null } {
  const { client } = useApp();
  const [state, setState] = useState<{ texts: ShownText[] | null; error: string | null }>({ texts: null, error: null });
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const texts: ShownText[] = [];
      for (let total = 1; texts.length < Math.min(total, MOST);) {
        const page = await client.call('recordings.texts', { id: recordingId, offset: texts.length, limit: PAGE });
        if (page.items.length === 0) break;
        texts.push(...page.items);
        ({ total } = page);
      }
      if (isCurrent) setState({ texts, error: null });
    };
    load().catch((error: unknown) => isCurrent && setState({ texts: [], error: messageOf(error) }));
    return () => {
      isCurrent = false;
    };
  }, [client, recordingId]);
  return state;
}
