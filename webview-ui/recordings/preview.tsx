import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../client/app.js';

const EVERY_MS = 1_500;
const WIDTH = 320;

/** What is being recorded, as it is now; asked for only while it can be seen. */
export function Preview(): JSX.Element {
  const { client, t } = useApp();
  const [jpeg, setJpeg] = useState<string | null>(null);
  useEffect(() => {
    let isShown = true;
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      const picture = await client.call('recordings.preview', { width: WIDTH });
      if (isShown) setJpeg(picture.jpeg);
    };
    // A picture that cannot be had now is had the next time.
    const tryLook = (): void => void look().catch(() => undefined);
    tryLook();
    const timer = setInterval(tryLook, EVERY_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [client]);
  return (
    <div class="preview">
      {jpeg !== null && <img src={`data:image/jpeg;base64,${jpeg}`} alt={t('The screen as it is being recorded')} />}
    </div>
  );
}
