import { describe, expect, it } from 'vitest';
import { deliveryOf, EMOTIONS, USUAL } from '../../../server/core/media/delivery.js';
import { languageOf } from '../../../server/core/media/language.js';

describe('emotions', () => {
  it('each change the voice in their own way', () => {
    const manners = EMOTIONS.map((emotion) => JSON.stringify(deliveryOf({ ...USUAL, emotion })));
    expect(new Set(manners).size).toBe(EMOTIONS.length);
    const [usual, sad, excited] = (['neutral', 'sad', 'excited'] as const).map((emotion) =>
      deliveryOf({ ...USUAL, emotion }),
    );
    expect(sad!.rate).toBeLessThan(usual!.rate);
    expect(sad!.pauseSeconds).toBeGreaterThan(usual!.pauseSeconds);
    expect(excited!.pitch).toBeGreaterThan(usual!.pitch);
  });

  it('add to speed and pitch', () => {
    expect(deliveryOf({ speed: 2, pitch: 0.5, emotion: 'neutral' })).toEqual({
      rate: 2,
      pitch: 0.5,
      pauseSeconds: 0.175,
    });
  });
});

describe('the language of a text', () => {
  it.each([
    ['A serene landscape with mountains', 'en'],
    ['Hallo', 'en'],
    ['Das ist nicht der Weg, den wir gehen', 'de'],
    ['Je ne sais pas où est le chat', 'fr'],
    ['El perro está en la casa', 'es'],
    ['我们明天发布新版本', 'zh'],
    ['今日はいい天気です', 'ja'],
    ['안녕하세요 여러분', 'ko'],
    ['Привет, как дела', 'ru'],
    ['My friend 李 said hello to all of us', 'en'],
    ['', 'en'],
  ])('%s is %s', (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});
