import type { Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { SearchIndex } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import type { Consent } from '../consent.js';
import type { Capture } from '../createCore.js';
import { createDescribing } from './describing.js';
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
}

interface RecordingPorts {
  store: Store;
  index: SearchIndex;
  clock: Clock;
  log: Log;
  capture: Capture;
}

/** All that records the screen and keeps what it said. */
export function createRecording(
  { store, index, clock, log, capture }: RecordingPorts,
  consent: Consent,
): RecordingServices {
  const screenTexts = createScreenTexts({ store, index, log });
  const describing = createDescribing({ store });
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
  return { recorder, library, screenReader, screenTexts, recentActivity: createRecentActivity({ store }) };
}
