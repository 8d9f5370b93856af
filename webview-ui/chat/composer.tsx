import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatSetting } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { IconButton, Picker } from '../ui/controls.js';

interface ComposerProps {
  text: string;
  setting: ChatSetting | null;
  characterId: string;
  isRunning: boolean;
  onText: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
  onModel: (label: string) => void;
  onCharacter: (id: string) => void;
}

/** Where the question is written, and with whom and which model it is spoken. */
export function Composer(props: ComposerProps): JSX.Element {
  const { text, setting, characterId, isRunning, onText, onSend, onStop } = props;
  const { t } = useApp();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight}px`;
  }, [text]);
  const characters = [
    { value: '', label: 'Loci' },
    ...(setting?.characters ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <textarea
        ref={area}
        rows={1}
        value={text}
        placeholder={t('Ask about what you know, saw or did')}
        aria-label={t('Your question')}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          onSend();
        }}
      />
      <div class="composer-bar">
        <ModelPicker {...props} />
        <Picker label={t('Character')} value={characterId} options={characters} onChange={props.onCharacter} />
        <span class="spring" />
        {isRunning ? (
          <IconButton icon="debug-stop" label={t('Stop')} onClick={onStop} />
        ) : (
          <button
            type="submit"
            class="icon-button send"
            title={t('Send')}
            aria-label={t('Send')}
            disabled={text.trim() === ''}
          >
            <span class="codicon codicon-send" aria-hidden="true" />
          </button>
        )}
      </div>
    </form>
  );
}

function ModelPicker({ setting, onModel }: ComposerProps): JSX.Element {
  const { t } = useApp();
  const current = setting?.current ?? '';
  const models = (setting?.models ?? []).map(({ label }) => ({ value: label, label }));
  const isListed = models.some(({ value }) => value === current);
  const missing =
    current === ''
      ? [{ value: '', label: models.length === 0 ? t('No model') : t('Choose a model') }]
      : [{ value: current, label: t('{0} (away)', current) }];
  return (
    <Picker
      label={t('Model')}
      value={current}
      options={isListed ? models : [...missing, ...models]}
      onChange={(label) => label !== '' && onModel(label)}
    />
  );
}
