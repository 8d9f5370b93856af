import { isUnspaced } from './sentences.js';

const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can did do does for from had has have he her him his how i if in into is it its me my no not of on or our ' +
    'she so that the their them then there they this to us was we were what when where which who will with would you your just also very about ' +
    'am im ive id ill youre dont didnt isnt wasnt thats user assistant system agent please could should ' +
    '的 了 是 我 你 他 她 它 我们 你们 他们 在 和 与 也 都 就 很 这 那 有 不 吗 呢 吧 啊 把 被 对 从 到 一个 一 上 下 会 要 说 着 过 ' +
    'der die das und ist ein eine ich nicht mit zu von im den dem es sie wir el la los las de que y en un una es por le les des et est il elle une du'
  ).split(' '),
);

const segmenter = (): Intl.Segmenter => new Intl.Segmenter(undefined, { granularity: 'word' });

/** Words in lower case, in order: by spaces, or by the dictionary where none are written. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  if (!isUnspaced(lower)) return lower.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’_-]*/gu) ?? [];
  return [...segmenter().segment(lower)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word.replace(/['’]/g, ''));
}

export function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => !isStopWord(word) && (word.length > 1 || isUnspaced(word)));
}
