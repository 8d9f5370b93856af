import { describe } from 'vitest';
import { createOpenai } from '../../../server/adapters/openai/openai.js';
import { startFakeOpenai } from '../../support/fakeOpenai.js';
import { testProvider } from '../modelServer/contract.js';

describe('a server with the API of OpenAI', () => {
  testProvider({
    create: createOpenai,
    start: (answer) => startFakeOpenai(answer === undefined ? {} : { answer }),
    chatModel: 'gpt-4o-mini',
    embeddingModel: 'text-embedding-3-small',
  });
});
