import type { Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { SearchIndex } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import type { Consent } from '../consent.js';
import type { Capture } from '../createCore.js';
import type { Models } from '../model/models.js';
import { createDescribing } from './describing.js';
import type { Tasks } from '../tasks/tasks.js';
import { createScreenLanguages, type ScreenLanguages } from './languages.js';
import { createLibrary, type Library } from './library.js';
import { createScreenReader, type ScreenReader } from './reading/screenReader.js';
import { createScreenTexts, type ScreenTexts } from './reading/screenTexts.js';
import { createRecentActivity, type RecentActivity } from './recent.js';
import { createRecorder, type Recorder } from './recorder.js';

export interface RecordingServices {
  recorder: Recorder;
  library: Library;
  screenReader: ScreenReader;
  screenTexts: ScreenTexts;
  recentActivity: RecentActivity;
  screenLanguages: ScreenLanguages;
}

interface RecordingPorts {
  store: Store;
  index: SearchIndex;
  clock: Clock;
  log: Log;
  models: Models;
  capture: Capture;
}

/** All that records the screen and keeps what it said. */
export function createRecording(
  { store, index, clock, log, models, capture }: RecordingPorts,
  consent: Consent,
  tasks: Tasks,
): RecordingServices {
  const screenTexts = createScreenTexts({ store, index, log });
  const describing = createDescribing({ store, models, visionModel: capture.visionModel, log });
  const screenReader = createScreenReader({ ocr: capture.ocr, isOn: capture.readsScreen, texts: screenTexts, log });
  const library = createLibrary({ ...capture, store, texts: screenTexts, describing, clock });
  const recorder = createRecorder({
    ...capture,
    store,
    reader: screenReader,
    library,
    describing,
    isAllowed: consent.isGiven,
    clock,
    log,
  });
  consent.onWithdrawn(() => recorder.stop());
  return {
    recorder,
    library,
    screenReader,
    screenTexts,
    recentActivity: createRecentActivity({ store }),
    screenLanguages: createScreenLanguages({ used: capture.languages, data: capture.languageData, tasks }),
  };
}
