import { describe, expect, it } from 'vitest';
import { captionsOf, scenesOf } from '../../../server/core/media/scenes.js';
import { headlineOf, isCut, naturalSeconds, planStory, type Scene } from '../../../server/core/media/storyboard.js';

const told = (text: string, seconds: number): Scene => ({
  text,
  sound: { samples: new Int16Array(24_000 * seconds).fill(500), sampleRate: 24_000 },
});
const STORY = [told('The build is green.', 2), told('Twelve tests passed in the night.', 3)];

describe('scenes', () => {
  it('are sentences; short ones share a scene, long ones are cut between clauses', () => {
    expect(scenesOf('Hi. Yes. Go.')).toEqual(['Hi. Yes. Go.']);
    const long = `${'one two three four five, '.repeat(9)}end.`;
    const scenes = scenesOf(`The build is green and everything was tested. ${long}`);
    expect(scenes.length).toBeGreaterThan(2);
    for (const scene of scenes) expect(scene.length).toBeLessThanOrEqual(150);
    expect(scenes.join(' ').replace(/\s+/g, '')).toBe(
      `The build is green and everything was tested. ${long}`.replace(/\s+/g, ''),
    );
  });

  it('lose no letter, in any script', () => {
    for (const text of [
      '我们明天发布新版本，'.repeat(30),
      'x'.repeat(999),
      'ありがとう。'.repeat(50),
      '👍🏽 '.repeat(100),
    ]) {
      const kept = scenesOf(text).flatMap(captionsOf).join('');
      expect(kept.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }
  });
});

describe('headlines', () => {
  it.each([
    ['A serene landscape with mountains', 'Serene landscape'],
    ['我们明天发布新版本，请大家放心。', '我们明天发布新版本'],
    ['!!!', '!!!'],
  ])('of %s are %s', (text, headline) => {
    expect(headlineOf(text)).toBe(headline);
  });
});

describe('a plan', () => {
  it('lasts as long as the telling does where nobody says otherwise', () => {
    const plan = planStory(STORY, null);
    expect(plan.seconds).toBeCloseTo(naturalSeconds(STORY), 0);
    expect(plan.scenes.map(({ from, until }) => [from, until])).toEqual([
      [0, expect.closeTo(2.65, 1)],
      [expect.closeTo(2.65, 1), plan.seconds],
    ]);
  });

  it('keeps the length that was asked for: time to spare goes between scenes, what is too long is cut', () => {
    const roomy = planStory(STORY, 20);
    expect([roomy.seconds, roomy.scenes.at(-1)?.until]).toEqual([20, 20]);
    expect(roomy.scenes[1]?.from).toBeGreaterThan(8);
    const tight = planStory(STORY, 2);
    expect([tight.seconds, tight.scenes.length, tight.scenes[0]?.until]).toEqual([2, 1, 2]);
    expect(isCut(STORY, 2)).toBe(true);
    expect(isCut(STORY, 20)).toBe(false);
    expect(tight.sound?.samples.at(-1)).toBe(0);
  });

  it('shows each caption while it is said', () => {
    const { captions, sound } = planStory(STORY, 8);
    expect(captions.map(({ text }) => text)).toEqual(['The build is green.', 'Twelve tests passed in the night.']);
    const heardAt = (at: number): boolean => sound?.samples[Math.round(at * 24_000)] === 500;
    for (const { from, until } of captions) {
      expect(heardAt(from + 0.01)).toBe(true);
      expect(heardAt(until - 0.4)).toBe(true);
      expect(heardAt(from - 0.05)).toBe(false);
    }
  });

  it('of a silent film gives each scene the time to be read', () => {
    const scenes = [
      { text: 'Short.', sound: null },
      { text: 'x'.repeat(120), sound: null },
    ];
    const plan = planStory(scenes, 6);
    expect(plan.sound).toBeNull();
    expect(plan.scenes).toHaveLength(2);
    expect(plan.scenes[0]!.until).toBeLessThan(3);
    expect(plan.captions.at(-1)!.until).toBeLessThanOrEqual(6);
  });
});
