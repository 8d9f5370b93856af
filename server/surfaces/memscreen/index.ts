import type { Surface } from '../surface.js';
import {
  chat,
  chatHistory,
  chatModel,
  chatModels,
  chatStream,
  createThread,
  listThreads,
  setActiveThread,
  setChatModel,
} from './chat.js';
import { fail } from './fail.js';
import { downloadModel, modelCatalog } from './models.js';
import {
  analyseProcessSession,
  deleteProcessSession,
  deleteProcessSessions,
  getProcessSession,
  listProcessSessions,
  mapProcess,
  mapProcessSession,
  markTracking,
  saveFromTracking,
  saveProcessSession,
  startTracking,
  stopTracking,
  trackingStatus,
} from './process.js';
import { listScreens, recordingStatus, startRecording, stopRecording } from './recording.js';
import { deleteVideo, getVideoFile, listVideos, playableVideo } from './video.js';
import { getConfig, health } from './system.js';

/** The MemScreen HTTP API. */
export const memscreen: Surface = {
  name: 'memscreen',
  title: 'MemScreen API',
  version: '1.0.0',
  routes: [
    chat,
    chatStream,
    chatModels,
    chatModel,
    setChatModel,
    chatHistory,
    listThreads,
    createThread,
    setActiveThread,
    modelCatalog,
    downloadModel,
    listProcessSessions,
    saveProcessSession,
    getProcessSession,
    analyseProcessSession,
    mapProcessSession,
    mapProcess,
    startTracking,
    stopTracking,
    trackingStatus,
    markTracking,
    saveFromTracking,
    deleteProcessSession,
    deleteProcessSessions,
    startRecording,
    stopRecording,
    recordingStatus,
    listScreens,
    listVideos,
    getVideoFile,
    deleteVideo,
    playableVideo,
    getConfig,
    health,
  ],
  owns: ['/chat', '/models', '/config', '/health', '/process', '/recording', '/video', '/permissions'],
  fail,
};
