/** How long the account numbers of each country are (ISO 13616 registry). */
const LENGTHS: Readonly<Record<number, string>> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FI FK FO GL NL SD',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU MN XK',
  21: 'CH HR LI LV',
  22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ OM SO TL',
  24: 'AD CZ DZ ES MD PK RO SA SE SK TN VG',
  25: 'LY PT ST',
  26: 'IS TR',
  27: 'BI DJ FR GR IT MC MR SM',
  28: 'AL AZ BY CY DO EG GT HN HU LB LC NI PL SV',
  29: 'BR PS QA UA',
  30: 'JO KW MU YE',
  31: 'MT SC',
  33: 'RU',
};

const LENGTH_OF: ReadonlyMap<string, number> = new Map(
  Object.entries(LENGTHS).flatMap(([length, countries]) =>
    countries.split(' ').map((country): [string, number] => [country, Number(length)]),
  ),
);

const OPENING = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?= ?[A-Za-z0-9]{4})/g;
/** The longest number with a space after every fourth sign. */
const LONGEST = 42;

/** Where account numbers stand in a text: start and end of each. */
export function findIbans(text: string): [start: number, end: number][] {
  return [...text.matchAll(OPENING)].flatMap(({ index }) => {
    const number = readIban(text.slice(index, index + LONGEST));
    return number === null ? [] : [[index, index + number.length] as [number, number]];
  });
}

/** The account number at the start of a text, as it is written there. */
function readIban(text: string): string | null {
  const length = LENGTH_OF.get(text.slice(0, 2).toUpperCase());
  if (length === undefined) return null;
  const written = new RegExp(`^(?:[A-Za-z0-9] ?){${length - 1}}[A-Za-z0-9](?![A-Za-z0-9])`).exec(text)?.[0];
  return written !== undefined && isValid(written.replaceAll(' ', '').toUpperCase()) ? written : null;
}

/** The rearranged number is 1 modulo 97. */
function isValid(iban: string): boolean {
  const remainder = Array.from(iban.slice(4) + iban.slice(0, 4)).reduce((rest, sign) => {
    const value = parseInt(sign, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return remainder === 1;
}
