import type { JSX } from 'preact';
import type { ChatSetting } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { Icon } from '../ui/controls.js';

/** What can be asked, and what answers. */
export function Welcome({ onPick }: { onPick: (question: string) => void }): JSX.Element {
  const { t } = useApp();
  const questions = [
    t('What did I work on yesterday?'),
    t('What do you know about me?'),
    t('Which decisions were made this week?'),
  ];
  return (
    <div class="empty">
      <Icon name="comment-discussion" />
      <h2>{t('Ask your memory')}</h2>
      <p>{t('Answers come from what you and your agents told Loci, and name what they used.')}</p>
      <ul class="suggestions">
        {questions.map((question) => (
          <li key={question}>
            <button type="button" class="suggestion" onClick={() => onPick(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Why no model answers, where none does, and what to do about it; null where one does. */
export function ModelNotice({ setting }: { setting: ChatSetting | null }): JSX.Element | null {
  const { t } = useApp();
  if (!setting || setting.state === 'healthy') return null;
  const text = {
    unavailable: t('The model {0} does not answer now: answers quote your memories instead.', setting.current),
    not_configured: t(
      'No model is set up: answers quote your memories. With Ollama running, choose one of its models below.',
    ),
    disabled: t('Models are turned off: answers quote your memories.'),
  }[setting.state];
  return (
    <p class="model-notice">
      <Icon name="info" />
      <span>{text}</span>
    </p>
  );
}
