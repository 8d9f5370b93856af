import { z } from 'zod';
import { route } from '../route.js';
import { scopeOf } from './threads.js';

const tag = 'Recording';

export const listLanguages = route({
  id: 'listScreenLanguages',
  method: 'get',
  path: '/recording/languages',
  tag,
  summary: 'The languages that text on the screen is read in, and those whose data is here',
  reply: z.object({ used: z.array(z.string()), available: z.array(z.string()) }),
  handle: async (_input, { screenLanguages }) => ({
    used: [...screenLanguages.used],
    available: await screenLanguages.available(),
  }),
});

export const fetchLanguage = route({
  id: 'fetchScreenLanguage',
  method: 'post',
  path: '/recording/languages',
  tag,
  summary: 'Fetch the data of a language from the configured address, as a task',
  status: 202,
  body: z.object({ language: z.string().regex(/^[a-z]{3,4}(_[A-Za-z]{2,5})*$/, 'must be such as deu or chi_sim') }),
  reply: z.object({ task_id: z.string() }),
  async handle({ body }, core) {
    return { task_id: await core.screenLanguages.fetch(await scopeOf(core), body.language) };
  },
});
