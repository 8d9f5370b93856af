import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../server/core/writing/model/answers.js';
import { agentNoteWithModel, noteWithModel } from '../../../../server/core/writing/model/notes.js';
import { renderNote } from '../../../../server/core/writing/note.js';

const CONVERSATION = 'user: My deploy to Fly.io failed twice.\nassistant: Try a smaller image.';

const EPISODIC = {
  what_worked: { strategies: ['smaller steps', 'N/A', 'logs first', 'a', 'b'], pattern: 'Tests ideas quickly' },
  what_failed: { strategies: ['guessing'], pattern: 'N/A' },
  behavioral_profile: {
    communication: 'terse',
    learning: 'N/A',
    problem_solving: 'by elimination',
    decision_making: 'n/a',
  },
  interaction_insights: {
    engagement_triggers: ['examples', 'numbers'],
    friction_points: 'long answers',
    optimal_approach: 'show the command',
  },
  future_guidance: { recommended_approaches: ['be brief'], avoid_approaches: ['theory'], adaptation_note: '' },
};
const SUMMARY = {
  narrative: 'The deploy to Fly.io failed twice; a smaller image was tried.',
  retrieval: {
    tags: ['deploy', 'N/A', 'fly.io'],
    keywords: Array.from({ length: 14 }, (_, n) => `word${n}`),
    queries: ['What failed?'],
  },
  metadata: { depth: 'High', follow_ups: ['check the image size', 'N/A'] },
};

/** Answers each of the two observers, and says how many asked at once. */
function observers(episodic: unknown, summary: unknown) {
  let asking = 0;
  const most = { asking: 0 };
  const ask: Ask = async ([system]) => {
    most.asking = Math.max(most.asking, ++asking);
    await Promise.resolve();
    asking--;
    return JSON.stringify(system!.content.includes('narrative') ? summary : episodic);
  };
  return { ask, most };
}

describe('a note by the model', () => {
  it('is made of two answers that are asked for at once', async () => {
    const { ask, most } = observers(EPISODIC, SUMMARY);
    const note = await noteWithModel(ask, CONVERSATION);
    expect(most.asking).toBe(2);
    expect(note.summary).toBe(SUMMARY.narrative);
    expect(note.facets).toEqual({
      tags: ['deploy', 'fly.io'],
      keywords: SUMMARY.retrieval.keywords.slice(0, 10),
      queries: ['What failed?'],
      depth: 'high',
      quality: 'high',
      followUps: ['check the image size'],
    });
    expect(note.behaviour).toEqual([
      'Communication: terse',
      'Problem solving: by elimination',
      'Engagement: examples; numbers',
    ]);
    const text = renderNote(note);
    for (const part of ['logs first', 'Tests ideas quickly', 'guessing', 'be brief', 'theory', 'long answers'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/n\/a/i);
  });

  it('does without whatever the model left out or wrote in another form', async () => {
    const bare = await noteWithModel(observers({}, { narrative: 'Short.' }).ask, CONVERSATION);
    expect(bare).toMatchObject({
      summary: 'Short.',
      behaviour: [],
      facets: { tags: [], keywords: [], queries: [], depth: null, quality: 'low', followUps: [] },
    });
    const odd = {
      narrative: 'Short.',
      retrieval: { tags: 'deploy', keywords: ['a', 7, null, 'b'], queries: null },
      metadata: null,
    };
    const note = await noteWithModel(
      observers({ what_worked: null, future_guidance: 'x', behavioral_profile: { learning: ['by doing'] } }, odd).ask,
      CONVERSATION,
    );
    expect(note.facets).toMatchObject({ tags: ['deploy'], keywords: ['a', 'b'], queries: [], depth: null });
    expect(note.behaviour).toEqual(['Learning: by doing']);
  });

  it.each([
    ['no narrative', EPISODIC, { retrieval: {} }],
    ['an empty narrative', EPISODIC, { narrative: '' }],
    ['no answer of one observer', 'I would rather not', SUMMARY],
  ])('is not made from %s', async (_what, episodic, summary) => {
    await expect(noteWithModel(observers(episodic, summary).ask, CONVERSATION)).rejects.toMatchObject({
      code: 'upstream_failed',
    });
  });

  it('is no translation', async () => {
    const { ask } = observers(EPISODIC, SUMMARY);
    await expect(noteWithModel(ask, 'user: 部署到服务器失败了两次')).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});

describe('an agent’s note by the model', () => {
  it('is one question', async () => {
    let questions = 0;
    const ask: Ask = () => {
      questions++;
      return Promise.resolve(`\`\`\`json\n${JSON.stringify(SUMMARY)}\n\`\`\``);
    };
    const note = await agentNoteWithModel(ask, CONVERSATION);
    expect(questions).toBe(1);
    expect(note.narrative).toBe(SUMMARY.narrative);
    expect(note.facets).toMatchObject({ depth: 'high', quality: null });
  });
});
