import type { ComponentChildren, JSX } from 'preact';
import type { MemoryDetail, MemoryRow } from '../../server/contract/panel/memories.js';
import { useApp } from '../client/app.js';
import type { Translate } from '../l10n/translate.js';
import { Icon } from '../ui/controls.js';
import { useFormat } from '../ui/useFormat.js';
import { STATE_ICONS, stateLabel } from './stateLabel.js';

export function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What is known of it, besides its words. */
export function Facts({ memory }: { memory: MemoryDetail }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  const facts: [name: string, value: string | null][] = [
    [t('App'), memory.app],
    [t('State'), stateLabel(t, memory.state)],
    [t('Added'), format.moment(memory.createdAt)],
    [t('Changed'), memory.updatedAt === memory.createdAt ? null : format.moment(memory.updatedAt)],
    [t('Tells of'), memory.toldAt === memory.createdAt ? null : format.moment(memory.toldAt)],
    [t('Speaker'), memory.speaker],
    [t('Session'), memory.sessionId],
    ...Object.entries(memory.metadata).map(([name, value]): [string, string] => [name, shown(value)]),
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function History({ memory }: { memory: MemoryDetail }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  return (
    <ul class="timeline">
      {memory.history.map(({ at, from, to }) => (
        <li key={`${at} ${to}`}>
          <Icon name={from === null ? 'add' : STATE_ICONS[to]} />
          <span>{from === null ? t('Added') : stateLabel(t, to)}</span>
          <time>{format.moment(at)}</time>
        </li>
      ))}
    </ul>
  );
}

function accessLabel(t: Translate, kind: string): string {
  if (kind === 'search') return t('found by search');
  if (kind === 'list') return t('listed');
  if (kind === 'read') return t('read');
  return t('deleted');
}

/** Which client read it, when and looking for what. */
export function AccessLog({ memory }: { memory: MemoryDetail }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  if (memory.accesses.length === 0) return <p class="quiet">{t('No agent has read it yet.')}</p>;
  return (
    <>
      <ul class="timeline">
        {memory.accesses.map(({ at, app, kind, query }, index) => (
          <li key={index}>
            <Icon name="eye" />
            <span>
              <strong>{app}</strong> {accessLabel(t, kind)}
              {query !== null && <q class="query">{query}</q>}
            </span>
            <time>{format.ago(at)}</time>
          </li>
        ))}
      </ul>
      {memory.accessCount > memory.accesses.length && (
        <p class="quiet">{t('{0} in all', format.count(memory.accessCount))}</p>
      )}
    </>
  );
}

export function Related({ rows, onOpen }: { rows: readonly MemoryRow[]; onOpen: (id: string) => void }): JSX.Element {
  return (
    <ul class="related">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" onClick={() => onOpen(row.id)}>
            <span>{row.text}</span>
            <span class="quiet">{row.app}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
