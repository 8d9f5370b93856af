import { stemmer as porter } from 'stemmer';
import { createIrregularForms } from './irregularForms.js';

const ENGLISH_WORD = /^[a-z]{3,30}$/;
const CYRILLIC_WORD = /^[\u0400-\u04ff]{4,40}$/;
const ARABIC_WORD = /^[\u0620-\u064a]{4,40}$/;
const HEBREW_WORD = /^[\u05d0-\u05ea]{4,40}$/;

/** Endings of Russian nouns, adjectives and verbs, longest first. */
const CYRILLIC_ENDINGS = (
  'иями ями ами иях ях ах ого его ому ему ыми ими ешь ете ите ать ять еть ить ают яют ует ала яла ила али яли или ало ся сь ' +
  'ые ие ый ий ой ей ая яя ую юю ое ее ом ем ам ям ов ев ет ут ют ит ат ят ал ял ил ла ло ли ть а я о е ы и у ю ь й'
).split(' ');
const MIN_CYRILLIC_STEM = 3;

function stemCyrillic(word: string): string {
  const ending = CYRILLIC_ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= MIN_CYRILLIC_STEM);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

/** Takes off the article and the conjunction that Arabic writes as one word with its noun. */
function stemArabic(word: string): string {
  const stem = word.replace(/^(?:وال|بال|كال|فال|لل|ال)/, '');
  return stem.length >= 2 ? stem : word;
}

/** The same for Hebrew: conjunction, article and the one-letter prepositions. */
function stemHebrew(word: string): string {
  const stem = word.replace(/^ו?[הבלכש]/, '');
  return stem.length >= 3 ? stem : word;
}

/** Makes the function from a lower-case, folded word to the form it is indexed under. */
export function createStemmer(): (word: string) => string {
  const irregular = createIrregularForms();
  return (word) => {
    if (ENGLISH_WORD.test(word)) return porter(irregular.get(word) ?? word);
    if (CYRILLIC_WORD.test(word)) return stemCyrillic(word);
    if (ARABIC_WORD.test(word)) return stemArabic(word);
    if (HEBREW_WORD.test(word)) return stemHebrew(word);
    return word;
  };
}
