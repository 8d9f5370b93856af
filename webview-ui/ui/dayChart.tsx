import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useFormat } from './useFormat.js';

interface DayChartProps {
  /** What is counted; also read by screen readers. */
  label: string;
  /** `day` counts from 1970-01-01; days without any may be left out. */
  days: readonly { day: number; count: number }[];
}

const HEIGHT = 160;
const FEWEST_DAYS = 14;
const DAY_SECONDS = 86_400;

/** Counts by day, as bars; in the colours of the theme, drawn anew when it changes. */
export function DayChart({ label, days }: DayChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const format = useFormat();
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    let plot: uPlot | null = null;
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot(optionsOf(current, label, locale), seriesOf(days), current);
    };
    draw();
    const sizes = new ResizeObserver(() => plot?.setSize({ width: current.clientWidth, height: HEIGHT }));
    sizes.observe(current);
    const themes = new MutationObserver(draw);
    themes.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      scheme.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [days, label, locale]);
  const sum = days.reduce((total, { count }) => total + count, 0);
  return <div ref={box} class="day-chart" role="img" aria-label={`${label}: ${format.count(sum)}`} />;
}

/** From the first day (at least two weeks ago) to today, each with its count. */
export function seriesOf(days: DayChartProps['days'], now = Date.now()): [number[], number[]] {
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const today = Math.floor((now - new Date(now).getTimezoneOffset() * 60_000) / 86_400_000);
  const last = Math.max(today, days.at(-1)?.day ?? today);
  const first = Math.min(days[0]?.day ?? last, last - FEWEST_DAYS);
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [all.map((day) => day * DAY_SECONDS), all.map((day) => counts.get(day) ?? 0)];
}

function optionsOf(box: HTMLElement, label: string, locale: string): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  const text = colour('descriptionForeground') || colour('foreground');
  const line = colour('charts-blue') || colour('focusBorder');
  const dates = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const axis = { stroke: text, font: `11px ${style.fontFamily}`, ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      // Half a day on each side, so that the outer bars are whole.
      x: { time: false, range: (_plot, least, most) => [least - DAY_SECONDS / 2, most + DAY_SECONDS / 2] },
      y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 60,
        incrs: [1, 2, 7, 14, 30, 90, 180, 365].map((each) => each * DAY_SECONDS),
        values: (_plot, splits) => splits.map((at) => dates.format(at * 1000)),
      },
      {
        ...axis,
        size: 42,
        grid: { stroke: colour('panel-border') || text, width: 1 },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000],
      },
    ],
    series: [
      {},
      {
        label,
        stroke: line,
        fill: line,
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [0.7, 26] }) ?? null,
      },
    ],
  } as uPlot.Options;
}
