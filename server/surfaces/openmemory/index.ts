import { detailFailure, unprocessable } from '../fastapi.js';
import type { Json } from '../../ports/json.js';
import type { Surface } from '../surface.js';
import { archiveMemories, pauseMemories } from './routes/actions.js';
import { getApp, getStats, listAccessedMemories, listAppMemories, listApps, updateApp } from './routes/apps.js';
import { exportBackup, importBackup } from './routes/backup.js';
import { getConfig, patchConfig, putConfig, resetConfig, sectionConfigRoutes } from './routes/config.js';
import * as memories from './routes/memories.js';
import { maskSecrets } from './secrets.js';

/** The OpenMemory API, version 0.1.0, and what its web client uses beyond the documentation. */
export const openmemory: Surface = {
  name: 'openmemory',
  title: 'OpenMemory API',
  version: '0.1.0',
  routes: [
    memories.createMemory,
    memories.deleteMemories,
    memories.listMemories,
    memories.getCategories,
    memories.filterMemories,
    memories.getMemory,
    memories.updateMemory,
    memories.getAccessLog,
    memories.getRelatedMemories,
    pauseMemories,
    archiveMemories,
    listApps,
    getApp,
    updateApp,
    listAppMemories,
    listAccessedMemories,
    getStats,
    getConfig,
    putConfig,
    patchConfig,
    resetConfig,
    ...sectionConfigRoutes,
    exportBackup,
    importBackup,
  ],
  owns: ['/api/v1/memories', '/api/v1/apps', '/api/v1/stats', '/api/v1/config', '/api/v1/backup'],
  fail: (failure) =>
    failure.kind === 'invalid' || failure.kind === 'malformed'
      ? unprocessable(failure, (input, name) => maskSecrets(input as Json, name))
      : detailFailure(failure),
};
