/** Epoch ms of ISO 8601 (without a zone: UTC; a bare date: its start) or epoch seconds; null for anything else. */
export function parseMoment(text: string): number | null {
  const trimmed = text.trim();
  if (/^-?\d{1,12}(?:\.\d{1,6})?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  // A `+` in an address arrives as a space.
  const iso = trimmed.replace(/ (\d{2}:?\d{2})$/, '+$1').replace(' ', 'T');
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(iso)) return null;
  const time = Date.parse(/T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
  return Number.isNaN(time) ? null : time;
}
