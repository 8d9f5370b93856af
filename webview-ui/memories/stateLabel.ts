import type { MemoryStateName } from '../../server/contract/panel/memories.js';
import type { Translate } from '../l10n/translate.js';

/** How people call a memory's state. */
export function stateLabel(t: Translate, state: MemoryStateName): string {
  return { active: t('Active'), paused: t('Paused'), archived: t('Archived'), deleted: t('Deleted') }[state];
}

export const STATE_ICONS: Readonly<Record<MemoryStateName, string>> = {
  active: 'circle-filled',
  paused: 'debug-pause',
  archived: 'archive',
  deleted: 'trash',
};
