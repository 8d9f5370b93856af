import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { Icon } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';

/** An answer that can be heard; `path` is on the service. */
export function Voice({ path }: { path: string }): JSX.Element {
  const { host, t } = useApp();
  const { attempt } = useToasts();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  return (
    <>
      <audio
        ref={audio}
        src={`${host.serviceUrl}${path}`}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
      <button
        type="button"
        class="button secondary"
        onClick={() =>
          attempt(async () => {
            if (isPlaying) audio.current?.pause();
            else await audio.current?.play();
          })
        }
      >
        <Icon name={isPlaying ? 'debug-stop' : 'unmute'} />
        {isPlaying ? t('Stop') : t('Listen')}
      </button>
    </>
  );
}
