import { useMemo } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { createFormat, type Format } from './format.js';

/** How things are read in the person's language. */
export function useFormat(): Format {
  const { locale } = useApp().host;
  return useMemo(() => createFormat(locale), [locale]);
}
