import type { Surface } from '../surface.js';
import { fail } from './fail.js';
import { addAgentMemory, summariseConversation } from './routes/agent.js';
import { streamMessages } from './routes/batcher.js';
import { addMemory, deleteMemory, getMemory, queryMemories, traverseEvolution } from './routes/memories.js';
import { apiInformation, healthCheck, poolStats } from './routes/system.js';

export { summaryCallbackBody } from './map.js';

/** The OmniMemory REST API, version 0.0.1. */
export const omnimemory: Surface = {
  name: 'omnimemory',
  title: 'OmniMemory API',
  version: '0.0.1',
  routes: [
    addMemory,
    streamMessages,
    queryMemories,
    getMemory,
    deleteMemory,
    traverseEvolution,
    addAgentMemory,
    summariseConversation,
    healthCheck,
    apiInformation,
    poolStats,
  ],
  owns: ['/api/v1/memory-batcher', '/api/v1/memories/query', '/api/v1/agent', '/api/v1/system'],
  fail,
};
