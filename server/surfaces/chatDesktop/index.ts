import { z } from 'zod';
import { route } from '../route.js';
import type { Surface } from '../surface.js';
import { fail } from './fail.js';
import { listMessages, sendMessage } from './messages.js';
import { createSession, deleteSession, getSession, listSessions } from './sessions.js';

const health = route({
  id: 'health',
  method: 'get',
  path: '/health',
  tag: 'Health',
  summary: 'Whether the server answers',
  reply: z.object({ status: z.literal('healthy'), timestamp: z.string(), uptime: z.number() }),
  handle: (_input, { system }) =>
    Promise.resolve({
      status: 'healthy' as const,
      timestamp: new Date(system.now()).toISOString(),
      uptime: (system.now() - system.startedAt) / 1000,
    }),
});

/** The Chat Desktop app server's API. */
export const chatDesktop: Surface = {
  name: 'chat-desktop',
  title: 'Chat Desktop API',
  version: '1.0.0',
  routes: [health, listSessions, createSession, getSession, deleteSession, listMessages, sendMessage],
  owns: ['/api/sessions', '/api/messages'],
  fail,
};
