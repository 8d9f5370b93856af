/** Scripts that tell the language, in the order in which they are looked for: Japanese is written with Han too. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Greek}/gu, 'el'],
];

/** Words that stand in nearly every longer sentence of a language, and in few of another. */
const WORDS: Record<string, string> = {
  en: 'the and is are was of to in you that it for with this be have not',
  de: 'der die das und ist ein eine ich nicht mit zu auf für sie wir von den sind',
  fr: 'le la les et est un une des je ne pas vous nous avec pour dans du que',
  es: 'el los las y es un una de que en por con para no se del está',
  it: 'il lo gli e è un una di che non per con sono della nel questo',
  pt: 'o os as e é um uma de que não por com para do da em você',
  nl: 'de het een en is van ik niet met op zijn voor dat wij maar',
};
const KNOWN = Object.entries(WORDS).map(([language, words]) => ({ language, words: new Set(words.split(' ')) }));

/** The language that a text is spoken in: two letters of ISO 639-1. Short texts in Latin letters count as English. */
export function languageOf(text: string): string {
  const latinWords = text.toLowerCase().match(/\p{Script=Latin}+/gu) ?? [];
  for (const [script, language] of SCRIPTS) {
    const letters = text.match(script)?.length ?? 0;
    // A name or a quoted word does not change the language.
    if (letters > 0 && letters >= latinWords.length) return language;
  }
  const counts = KNOWN.map(({ language, words }) => ({
    language,
    count: latinWords.filter((word) => words.has(word)).length,
  }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a), { language: 'en', count: 1 });
  return best.language;
}
