import { CHINESE } from './chinese.js';

/** What a panel says, in English; each has its place in every other language's table. */
export type Message = keyof typeof CHINESE;

/** Puts what is given where `{0}`, `{1}` stand. */
export type Translate = (message: Message, ...given: (string | number)[]) => string;

/** `locale`: BCP 47; what is not spoken here is answered in English. */
export function createTranslate(locale: string): Translate {
  const isChinese = /^zh\b/i.test(locale);
  return (message, ...given) =>
    (isChinese ? CHINESE[message] : message).replace(/\{(\d)\}/g, (_, index: string) =>
      String(given[Number(index)] ?? ''),
    );
}
