import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { Dropdown } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';

/** The archive in the characters that a request can carry. */
async function toBase64(file: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error(reader.error?.message));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}

/** Everything into an archive, and back. */
export function Transfer(): JSX.Element {
  const { client, t, host } = useApp();
  const { show, attempt } = useToasts();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [mode, setMode] = useState<'skip' | 'overwrite'>('skip');

  const save = async (): Promise<void> => {
    const { name, url } = await client.call('memories.export', {});
    const { saved } = await client.call('host.save', {
      name,
      url: host.host === 'browser' ? url : `${host.serviceUrl}${url}`,
    });
    if (saved) show({ text: t('Exported') });
  };
  const read = async (file: File): Promise<void> => {
    show({ text: t('Importing…') });
    const { imported, skipped } = await client.call('memories.import', { archive: await toBase64(file), mode });
    show({ text: t('{0} imported, {1} known already', format.count(imported), format.count(skipped)) });
  };
  return (
    <Dropdown icon="ellipsis" label={t('More actions')}>
      <div class="menu">
        <button type="button" onClick={() => attempt(save)}>
          {t('Export all memories…')}
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          {t('Import memories…')}
        </button>
        <label class="check">
          <input
            type="checkbox"
            checked={mode === 'overwrite'}
            onChange={({ currentTarget }) => setMode(currentTarget.checked ? 'overwrite' : 'skip')}
          />
          <span>{t('Import replaces those that exist')}</span>
        </label>
        <input
          ref={input}
          type="file"
          accept=".zip"
          hidden
          aria-label={t('Import memories…')}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) attempt(() => read(file));
            currentTarget.value = '';
          }}
        />
      </div>
    </Dropdown>
  );
}
