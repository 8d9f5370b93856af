/** Combining marks that a reader may leave out: accents, Hebrew points, Arabic vowel signs. Others (Indic vowels, kana voicing) carry meaning. */
const OPTIONAL_MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;

/** Letters that no decomposition brings to their plain form. */
const PLAIN_FORMS: Record<string, string> = {
  ß: 'ss',
  ẞ: 'SS',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ى: 'ي',
  ة: 'ه',
  '’': "'",
  ʼ: "'",
};
const WITHOUT_DECOMPOSITION = new RegExp(`[${Object.keys(PLAIN_FORMS).join('')}]`, 'g');

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** The text with accents, width and presentation forms folded away; case is kept, because identifiers need it. */
export function foldAccents(text: string): string {
  if (isAscii(text)) return text;
  return text
    .replace(WITHOUT_DECOMPOSITION, (letter) => PLAIN_FORMS[letter] ?? letter)
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .normalize('NFC');
}
