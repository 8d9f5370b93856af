import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { Dialog } from '../ui/dialog.js';
import { useToasts } from '../ui/toasts.js';

interface EditorProps {
  /** null = a new memory is written. */
  memory: { id: string; text: string } | null;
  onSaved: (id: string | null) => void;
  onClose: () => void;
}

/** Writes a new memory, or other words for one. */
export function Editor({ memory, onSaved, onClose }: EditorProps): JSX.Element {
  const { client, t } = useApp();
  const { show, attempt } = useToasts();
  const [text, setText] = useState(memory?.text ?? '');
  const [infer, setInfer] = useState(false);
  const [isBusy, setBusy] = useState(false);

  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      if (memory) await client.call('memories.edit', { id: memory.id, text });
      else {
        const { items } = await client.call('memories.add', { text, infer });
        if (items.length === 0) show({ text: t('Nothing in it is new') });
        onSaved(items[0]?.id ?? null);
      }
      onClose();
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '' && !isBusy) attempt(save);
  };
  return (
    <Dialog title={memory ? t('Edit memory') : t('Add a memory')} onClose={onClose}>
      <form onSubmit={submit}>
        <textarea
          rows={7}
          value={text}
          aria-label={t('Text')}
          placeholder={t('What is to be remembered?')}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)}
        />
        {!memory && (
          <label class="check">
            <input type="checkbox" checked={infer} onChange={({ currentTarget }) => setInfer(currentTarget.checked)} />
            <span>{t('Keep only the facts in it that are new')}</span>
          </label>
        )}
        <div class="dialog-actions">
          <button type="button" class="button secondary" onClick={onClose}>
            {t('Cancel')}
          </button>
          <button type="submit" class="button primary" disabled={text.trim() === '' || isBusy}>
            {t('Save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
