import { describe } from 'vitest';
import { createOllama } from '../../../server/adapters/ollama/ollama.js';
import { CHAT_MODEL, EMBEDDING_MODEL, startFakeOllama } from '../../support/fakeOllama.js';
import { testProvider } from '../modelServer/contract.js';

describe('an Ollama server', () => {
  testProvider({
    create: createOllama,
    start: (answer) => startFakeOllama(answer === undefined ? {} : { answer }),
    chatModel: CHAT_MODEL,
    embeddingModel: EMBEDDING_MODEL,
  });
});
