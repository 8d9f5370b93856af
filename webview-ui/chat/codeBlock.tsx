import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { IconButton } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';

const DONE_MS = 1_500;

/** Code that can be copied and, in an editor, put at the cursor. */
export function CodeBlock({ code, language }: { code: string; language: string }): JSX.Element {
  const { client, host, t } = useApp();
  const { show, attempt } = useToasts();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await client.call('host.copy', { text: code });
    setCopied(true);
    setTimeout(() => setCopied(false), DONE_MS);
  };
  const insert = async (): Promise<void> => {
    const { inserted } = await client.call('host.insert', { text: code });
    if (!inserted) show({ text: t('No editor is open to insert into'), isError: true });
  };
  return (
    <figure class="code-block">
      <figcaption>
        <span>{language}</span>
        <span class="spring" />
        {host.canInsert && <IconButton icon="insert" label={t('Insert at cursor')} onClick={() => attempt(insert)} />}
        <IconButton
          icon={isCopied ? 'check' : 'copy'}
          label={isCopied ? t('Copied') : t('Copy')}
          onClick={() => attempt(copy)}
        />
      </figcaption>
      <pre tabIndex={0} aria-label={t('Code')}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
