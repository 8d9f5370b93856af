import { describe, expect, it } from 'vitest';
import { createAnalyser } from '../../../../server/core/retrieval/analysis/analyser.js';

const analyser = createAnalyser();
const termsOf = (text: string): string[] => analyser.document(text, 0).terms;
const askedOf = (text: string): string[] => [...analyser.query(text, 0).terms.keys()];

describe('analyser', () => {
  it('brings the forms of a word together and drops stop words', () => {
    expect(termsOf('She was running to the painted houses')).toEqual(termsOf('run paint house'));
    expect(termsOf("Caroline's dogs don't bark")).toEqual(termsOf('caroline dog bark'));
    expect(termsOf('they went and bought two mice')).toEqual(termsOf('go buy two mouse'));
  });

  it('folds case, accents, width and the typographic apostrophe', () => {
    expect(termsOf('CAFÉ Zürich ｆｕｌｌ')).toEqual(termsOf('cafe zurich full'));
    expect(termsOf('Ann’s Straße')).toEqual(termsOf("ann's strasse"));
    expect(termsOf('l’Ecole')).toEqual(termsOf('ecole'));
  });

  it('finds Cyrillic, Arabic and Hebrew words in other forms', () => {
    expect(termsOf('новая книга')).toEqual(termsOf('новую книгу'));
    expect(termsOf('الكتاب')).toEqual(termsOf('كتاب'));
    expect(termsOf('כֶּלֶב')).toEqual(termsOf('כלב'));
  });

  it('indexes scripts without spaces by character and pair, and asks by word', () => {
    expect(termsOf('爱吃西瓜')).toEqual(['爱吃', '吃西', '西瓜', '爱', '吃', '西', '瓜']);
    const asked = analyser.query('爱吃什么水果', 0).terms;
    expect(asked.get('水果')).toBe(1);
    expect(asked.get('爱')).toBe(1);
    expect(asked.get('么水')).toBeLessThan(0.2);
    expect(asked.has('什么')).toBe(true);
    expect(asked.get('什么')).toBeLessThan(0.2);
  });

  it('keeps voiced kana and Indic vowels apart', () => {
    expect(termsOf('がく')).not.toEqual(termsOf('かく'));
    expect(termsOf('कि')).not.toEqual(termsOf('का'));
  });

  it('indexes identifiers whole and in parts', () => {
    expect(termsOf('getUserById')).toEqual(expect.arrayContaining(['getuserbyid', 'get', 'user', 'id']));
    expect(termsOf('src/core/lexicalIndex.ts')).toEqual(
      expect.arrayContaining(['src/core/lexicalindex.ts', 'lexicalindex.ts', 'lexicalindex', 'core', 'lexic', 'index']),
    );
    expect(termsOf('ERR_MODULE_NOT_FOUND')).toEqual(expect.arrayContaining(['err_module_not_found', 'modul', 'find']));
    expect(askedOf('lexicalIndex.ts')).toContain('lexicalindex.ts');
  });

  it('weighs the whole of an identifier above its parts', () => {
    const asked = analyser.query('parseHttpHeader', 0).terms;
    expect(asked.get('parsehttpheader')).toBeGreaterThan(asked.get('header') ?? 1);
  });

  it('keeps emoji and rare ideographs, and skips lone surrogates', () => {
    expect(termsOf('party 🎉')).toContain('🎉');
    expect(termsOf('𠮷野家')).toEqual(expect.arrayContaining(['𠮷', '野家']));
    expect(termsOf('a\ud800b \udc00')).toEqual(termsOf('b'));
  });

  it('knows a question by its end', () => {
    expect(analyser.document('Do you swim? ', 0).isQuestion).toBe(true);
    expect(analyser.document('你喜欢吗？', 0).isQuestion).toBe(true);
    expect(analyser.document('Do you swim? I do.', 0).isQuestion).toBe(false);
  });

  it('gives words that carry little a lower salience', () => {
    expect(analyser.salience('thing')).toBeLessThan(analyser.salience('pottery'));
    expect(analyser.salience('吃')).toBeLessThan(analyser.salience('西瓜'));
  });
});
