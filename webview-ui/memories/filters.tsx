import type { JSX } from 'preact';
import type { MemoryFilter, MemoryStateName } from '../../server/contract/panel/memories.js';
import type { Reply } from '../client/client.js';
import { useApp } from '../client/app.js';
import { Dropdown } from '../ui/controls.js';
import { stateLabel } from './stateLabel.js';

export const NO_FILTER: MemoryFilter = { apps: [], categories: [], states: [], from: null, to: null };

interface FiltersProps {
  filter: MemoryFilter;
  known: Reply<'memories.filters'> | null;
  onChange: (filter: MemoryFilter) => void;
}

const STATES: readonly MemoryStateName[] = ['active', 'paused', 'archived', 'deleted'];

/** What the list is narrowed to: apps, categories, states and days. */
export function Filters({ filter, known, onChange }: FiltersProps): JSX.Element {
  const { t } = useApp();
  const count = [filter.apps, filter.categories, filter.states].filter((list) => list.length > 0).length;
  const used = count + (filter.from !== null || filter.to !== null ? 1 : 0);
  return (
    <Dropdown icon="filter" label={t('Filter')} isMarked={used > 0} text={used > 0 ? String(used) : ''}>
      <Choices
        title={t('State')}
        options={STATES.map((value) => ({ value, label: stateLabel(t, value) }))}
        chosen={filter.states}
        onChange={(states) => onChange({ ...filter, states: STATES.filter((state) => states.includes(state)) })}
      />
      <Choices
        title={t('App')}
        options={(known?.apps ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={filter.apps}
        onChange={(apps) => onChange({ ...filter, apps })}
      />
      <Choices
        title={t('Category')}
        options={(known?.categories ?? []).map((name) => ({ value: name, label: name }))}
        chosen={filter.categories}
        onChange={(categories) => onChange({ ...filter, categories })}
      />
      <fieldset class="choices">
        <legend>{t('Time')}</legend>
        <DayField label={t('From')} at={filter.from} onChange={(from) => onChange({ ...filter, from })} />
        <DayField
          label={t('To')}
          at={filter.to}
          onChange={(to) => onChange({ ...filter, to: to === null ? null : to + DAY_MS - 1 })}
        />
      </fieldset>
      {used > 0 && (
        <button type="button" class="link" onClick={() => onChange(NO_FILTER)}>
          {t('Clear filters')}
        </button>
      )}
    </Dropdown>
  );
}

const DAY_MS = 86_400_000;

interface ChoicesProps {
  title: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

function Choices({ title, options, chosen, onChange }: ChoicesProps): JSX.Element | null {
  if (options.length === 0) return null;
  return (
    <fieldset class="choices">
      <legend>{title}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface DayFieldProps {
  label: string;
  at: number | null;
  /** The beginning of that day, on the person's calendar. */
  onChange: (at: number | null) => void;
}

function DayField({ label, at, onChange }: DayFieldProps): JSX.Element {
  const value = at === null ? '' : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return (
    <label class="day-field">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? null : new Date(`${currentTarget.value}T00:00`).getTime())
        }
      />
    </label>
  );
}
