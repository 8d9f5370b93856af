import { describe, expect, it } from 'vitest';
import { createDescribing } from '../../../server/core/recording/describing.js';
import type { Models } from '../../../server/core/model/models.js';
import type { Recording, ScreenText } from '../../../server/ports/entities.js';
import { CoreError } from '../../../server/ports/errors.js';
import type { ModelMessage } from '../../../server/ports/model.js';
import type { Store } from '../../../server/ports/store.js';
import { silentLog } from '../../support/silentLog.js';

const recording = { id: 'r', userId: 'u' } as Recording;
const text = (title: string, content: string): ScreenText => ({
  id: content,
  userId: 'u',
  appId: 'a',
  recordingId: 'r',
  at: 0,
  screen: 0,
  app: 'Editor',
  title,
  content,
});

function open(texts: ScreenText[], answer?: () => Promise<string>) {
  const asked: ModelMessage[][] = [];
  const store = {
    listScreenTexts: () => Promise.resolve({ items: texts, total: texts.length }),
    getRecordings: () => Promise.resolve([recording]),
    commit: () => Promise.resolve(),
  } as unknown as Store;
  const ask = (messages: ModelMessage[]): Promise<string> => {
    asked.push(messages);
    return answer!();
  };
  const models = { chat: () => Promise.resolve(answer ? { ask } : null) } as unknown as Models;
  const visionModel = answer ? 'llava:7b' : null;
  return { asked, describing: createDescribing({ store, models, visionModel, log: silentLog }) };
}

describe('what a recording shows', () => {
  it('is told by its windows and words where no model sees', async () => {
    const { describing } = open([text('budget.xlsx', 'Quarterly budget of the warehouse'), text('mail', 'hello')]);
    expect(describing.wantsPicture).toBe(false);
    const { summary, keywords } = await describing.describe(recording);
    expect(summary).toMatch(/^budget\.xlsx · mail \| /);
    expect(keywords).toContain('warehouse');
    expect((await open([]).describing.describe(recording)).summary).toBeNull();
  });

  it('is told by a model that was chosen, from the picture, without secrets', async () => {
    const picture = Buffer.from('jpeg');
    const { asked, describing } = open([text('mail', '')], () =>
      Promise.resolve('Someone reads\nmail; password = "hunter2hunter2"'),
    );
    const { summary } = await describing.describe(recording, picture);
    expect(asked[0]![0]!.pictures).toEqual([picture]);
    expect(summary).toMatch(/^Someone reads mail/);
    expect(summary).not.toContain('hunter2');
  });

  it('is told without a model that does not answer', async () => {
    const { describing } = open([text('mail', '')], () => Promise.reject(new CoreError('unavailable', 'away')));
    expect((await describing.describe(recording, Buffer.from('jpeg'))).summary).toBe('mail');
  });
});
