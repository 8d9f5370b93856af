import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MemoryStateName } from '../../server/contract/panel/memories.js';
import { useApp, useRequest } from '../client/app.js';
import { Bars } from '../ui/bars.js';
import { DayChart } from '../ui/dayChart.js';
import { useFormat } from '../ui/useFormat.js';
import { stateLabel } from './stateLabel.js';

/** How the memories are spread over days, apps, categories and states, and who reads them. */
export function Statistics({ version }: { version: number }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  const { data, error, reload } = useRequest('memories.statistics', { utcOffset: -new Date().getTimezoneOffset() });
  useEffect(() => reload(), [version, reload]);
  if (error !== null) return <p class="notice error">{error}</p>;
  if (!data) return <p class="notice">{t('Loading…')}</p>;
  const reads = data.accesses.reduce((sum, { count }) => sum + count, 0);
  const states = data.byState.map(({ name, count }) => ({ name: stateLabel(t, name as MemoryStateName), count }));
  return (
    <div class="scroll statistics" role="region" aria-label={t('Statistics')} tabIndex={0}>
      <dl class="figures">
        <Figure name={t('Memories')} value={format.count(data.total)} />
        <Figure name={t('Apps')} value={format.count(data.byApp.length)} />
        <Figure name={t('Categories')} value={format.count(data.byCategory.length)} />
        <Figure name={t('Reads')} value={format.count(reads)} />
      </dl>
      <section class="section wide">
        <h2>{t('Added by day')}</h2>
        <DayChart label={t('Added by day')} days={data.byDay} />
      </section>
      <Bars title={t('By app')} rows={data.byApp} />
      <Bars title={t('By category')} rows={data.byCategory} />
      <Bars title={t('By state')} rows={states} />
      <Bars title={t('Reads by app')} rows={data.accesses} />
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
