import type { JSX } from 'preact';

export function RecordingsPanel(): JSX.Element {
  return <div class="panel recordings" />;
}
