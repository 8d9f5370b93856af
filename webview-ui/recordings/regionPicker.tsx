import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useApp } from '../client/app.js';
import type { Translate } from '../l10n/translate.js';
import { areaBetween, desktopOf, type Area } from './regions.js';

interface RegionPickerProps {
  screens: readonly (Area & { index: number; name: string })[];
  area: Area | null;
  onChange: (area: Area) => void;
}

/** The least side of an area that is worth recording, px. */
const LEAST = 16;

const fields = (t: Translate): [field: keyof Area, label: string][] => [
  ['x', t('Left')],
  ['y', t('Top')],
  ['width', t('Width')],
  ['height', t('Height')],
];

/** Draws the screens; an area is dragged on them, or written in numbers. */
export function RegionPicker({ screens, area, onChange }: RegionPickerProps): JSX.Element {
  const { t } = useApp();
  const desktop = desktopOf(screens);
  const map = useRef<SVGSVGElement>(null);
  const from = useRef<{ x: number; y: number } | null>(null);
  const pointOf = (event: PointerEvent): { x: number; y: number } => {
    const box = map.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: desktop.x + ((event.clientX - box.left) / box.width) * desktop.width,
      y: desktop.y + ((event.clientY - box.top) / box.height) * desktop.height,
    };
  };
  const drag = (event: PointerEvent): void => {
    if (!from.current) return;
    const next = areaBetween(from.current, pointOf(event), desktop);
    if (next.width >= LEAST && next.height >= LEAST) onChange(next);
  };
  return (
    <div class="region-picker">
      <svg
        ref={map}
        viewBox={`${desktop.x} ${desktop.y} ${desktop.width} ${desktop.height}`}
        role="img"
        aria-label={t('The screens; drag to choose a part')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = pointOf(event);
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          drag(event);
          from.current = null;
        }}
      >
        {screens.map((screen) => (
          <rect
            key={screen.index}
            class="screen"
            {...{ x: screen.x, y: screen.y, width: screen.width, height: screen.height }}
          />
        ))}
        {area && <rect class="area" {...area} />}
      </svg>
      <div class="region-fields">
        {fields(t).map(([field, label]) => (
          <label key={field}>
            <span>{label}</span>
            <input
              type="number"
              value={area?.[field] ?? ''}
              onInput={({ currentTarget }) => {
                const whole = area ?? { ...desktop };
                onChange({ ...whole, [field]: Math.round(Number(currentTarget.value)) });
              }}
            />
          </label>
        ))}
      </div>
    </div>
  );
}
