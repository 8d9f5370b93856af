/** How times, sizes and counts are read, in a locale. */
export interface Format {
  count(value: number): string;
  /** `3 minutes ago`, or the date where that is long ago. */
  ago(at: number, now?: number): string;
  moment(at: number): string;
  /** The same of a time as this machine's clock showed it: `2026-03-09 10:20:00`; unreadable ones as they are. */
  shown(time: string): string;
  day(at: number): string;
  clock(at: number): string;
  bytes(value: number): string;
  /** `1:05`, `1:02:05` */
  duration(seconds: number): string;
}

const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const RECENT_DAYS = 7;

export function createFormat(locale: string): Format {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const clocks = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const counts = new Intl.NumberFormat(locale);
  return {
    count: (value) => counts.format(value),
    ago(at, now = Date.now()) {
      const seconds = (now - at) / 1000;
      if (seconds > RECENT_DAYS * 86_400) return dates.format(at);
      const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
      return unit === 'second' ? relative.format(0, 'second') : relative.format(-Math.floor(seconds / size), unit);
    },
    moment: (at) => moments.format(at),
    shown(time) {
      const at = Date.parse(time.replace(' ', 'T'));
      return Number.isNaN(at) ? time : moments.format(at);
    },
    day: (at) => days.format(at),
    clock: (at) => clocks.format(at),
    bytes(value) {
      const power = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
      const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'][power] ?? 'byte';
      const options = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
      return new Intl.NumberFormat(locale, options).format(value / 1000 ** power);
    },
    duration(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      const tail = String(rest).padStart(2, '0');
      return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
    },
  };
}
