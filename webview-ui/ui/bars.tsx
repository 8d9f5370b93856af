import type { JSX } from 'preact';
import { useFormat } from './useFormat.js';

interface BarsProps {
  title: string;
  rows: readonly { name: string; count: number }[];
  /** How a value is read; default: as a number. */
  read?: (count: number) => string;
  most?: number;
}

/** Named values as bars, the largest first as they come. */
export function Bars({ title, rows, read, most = 8 }: BarsProps): JSX.Element | null {
  const format = useFormat();
  if (rows.length === 0) return null;
  const largest = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <section class="section">
      <h2>{title}</h2>
      <ul class="bars">
        {rows.slice(0, most).map(({ name, count }) => (
          <li key={name}>
            <span class="bar-name" title={name}>
              {name}
            </span>
            <span class="bar-track" aria-hidden="true">
              <span class="bar" style={{ width: `${(100 * count) / largest}%` }} />
            </span>
            <span class="bar-value">{read ? read(count) : format.count(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
