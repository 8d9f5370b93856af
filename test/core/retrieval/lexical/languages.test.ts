import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from '../../../../server/core/retrieval/lexical/lexicalIndex.js';
import { documentOf, queryOf } from '../support.js';

const MEMORIES = {
  melon: '爱吃西瓜',
  beijing: '昨天我去了北京出差',
  guitar: '他周末在学弹吉他',
  tokyo: '私は東京でカレンダーを買いました',
  korean: '한국어를 공부합니다',
  thai: 'ฉันชอบกินแตงโม',
  russian: 'Мы купили новую машину весной',
  arabic: 'اشتريت الكتاب من السوق',
  hebrew: 'הכלב שלי אוהב לרוץ בפארק',
  french: "J'ai mangé une crème brûlée à l'hôtel",
  code: 'The crash was in src/http/requestParser.ts: ERR_STREAM_PREMATURE_CLOSE after parseHeaders()',
  version: 'We pinned react-dom@18.2.0 because of CVE-2024-12345',
};

const index = createLexicalIndex();
index.put(Object.entries(MEMORIES).map(([id, text]) => documentOf(id, text)));
const first = (text: string): string | undefined => index.search(queryOf(text))[0]?.id;

describe('languages', () => {
  it.each([
    ['爱吃什么水果', 'melon'],
    ['什么时候去的北京', 'beijing'],
    ['喜欢什么乐器', 'guitar'],
    ['谁在学吉他', 'guitar'],
    ['カレンダー', 'tokyo'],
    ['한국어 공부', 'korean'],
    ['แตงโม', 'thai'],
    ['новая машина', 'russian'],
    ['كتاب', 'arabic'],
    ['כלב פארק', 'hebrew'],
    ['creme brulee', 'french'],
    ['hotel', 'french'],
  ])('"%s" finds %s', (text, id) => {
    expect(first(text)).toBe(id);
  });
});

describe('code', () => {
  it.each([
    ['requestParser', 'code'],
    ['requestParser.ts', 'code'],
    ['src/http/requestParser.ts', 'code'],
    ['request parser', 'code'],
    ['parseHeaders', 'code'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'code'],
    ['premature close', 'code'],
    ['react-dom', 'version'],
    ['CVE-2024-12345', 'version'],
    ['18.2.0', 'version'],
  ])('"%s" finds %s', (text, id) => {
    expect(first(text)).toBe(id);
  });
});
