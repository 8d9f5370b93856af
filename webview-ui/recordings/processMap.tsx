import DOMPurify from 'dompurify';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Reply } from '../client/client.js';
import { useApp } from '../client/app.js';

/** The map without styles of its own: the panel's theme gives it its colours. */
const PARTS = {
  USE_PROFILES: { svg: true },
  FORBID_TAGS: ['style', 'a', 'image', 'foreignObject'],
  FORBID_ATTR: ['style'],
};

/** The programs gone through, as a drawing that can be scrolled where it does not fit. */
export function ProcessMap({ picture }: { picture: Reply<'activity.map'> }): JSX.Element {
  const { t } = useApp();
  const svg = useMemo(() => DOMPurify.sanitize(picture.svg, PARTS), [picture.svg]);
  return (
    <div
      class="process-map"
      role="img"
      tabIndex={0}
      aria-label={t('Process map: {0}', picture.steps.map(({ name }) => name).join(', '))}
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}
