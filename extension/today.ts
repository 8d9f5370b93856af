import * as vscode from 'vscode';
import type { Memory } from './service/memory.js';

const MOST = 100;

/** What was remembered and done on a day so far, as Markdown. */
export async function describeToday(memory: Memory, now: Date): Promise<string> {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const [memories, sessions] = await Promise.all([
    memory.recent({ since: midnight, limit: MOST }),
    memory.sessions(MOST),
  ]);
  const { t } = vscode.l10n;
  const todays = sessions.filter(({ end_time: end }) => Date.parse(end) >= midnight);
  const time = (moment: string | number): string =>
    new Date(typeof moment === 'number' ? moment * 1000 : moment).toLocaleTimeString(vscode.env.language, {
      hour: '2-digit',
      minute: '2-digit',
    });
  const work = todays.map(
    ({ start_time: start, end_time: end, event_count: events }) =>
      `- ${time(start)} – ${time(end)}: ${t('{0} events', events)}`,
  );
  const kept = memories.map(({ content, created_at: at }) => `- ${time(at)}: ${plain(content)}`);
  const day = now.toLocaleDateString(vscode.env.language, { dateStyle: 'full' });
  return [
    `# ${day}`,
    `## ${t('Remembered')}`,
    ...(kept.length > 0 ? kept : [t('Nothing yet.')]),
    `## ${t('Sessions')}`,
    ...(work.length > 0 ? work : [t('Nothing yet.')]),
    '',
  ]
    .join('\n\n')
    .replaceAll(/\n\n(?=- )/g, '\n');
}

/** Remembered text is shown as it is: it makes no links, headings or commands. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&');
}
