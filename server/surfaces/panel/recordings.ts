import { basename } from 'node:path';
import type { z } from 'zod';
import type { RECORDING_REQUESTS, RecordingRow, RecordingStatus, ShownText } from '../../contract/panel/recordings.js';
import type { Core } from '../../core/core.js';
import type { Recording, ScreenText } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Handlers, PanelContext } from './handlers.js';

type Methods = Extract<keyof typeof RECORDING_REQUESTS, `recordings.${string}`>;

/** How near to a moment its text may have been read, ms. */
const NEAR_MS = 1_000;

/** The Recordings panel's requests about the screen, over the core. */
export function recordingHandlers({ core, scope, sign }: PanelContext): Handlers<Methods> {
  const status = (): z.input<typeof RecordingStatus> => statusOf(core);
  const toRow = (recording: Recording): z.input<typeof RecordingRow> => rowOf(recording, sign);

  return {
    'recordings.status': () => Promise.resolve(status()),
    async 'recordings.allow'({ isAllowed }) {
      await core.consent.set(isAllowed);
      return status();
    },
    'recordings.screens': async () => ({ screens: await core.recorder.monitors() }),
    async 'recordings.start'({ region, ...request }) {
      const corners = region && [region.x, region.y, region.x + region.width, region.y + region.height];
      const wanted = {
        ...request,
        region: corners,
        screen: request.mode === 'fullscreen-single' ? request.screen : null,
      };
      await core.recorder.start(await scope(), wanted);
      return status();
    },
    async 'recordings.stop'() {
      await core.recorder.stop();
      return status();
    },
    async 'recordings.pause'() {
      await core.recorder.pause();
      return status();
    },
    async 'recordings.resume'() {
      await core.recorder.resume();
      return status();
    },
    async 'recordings.preview'({ width }) {
      const jpeg = await core.recorder.preview(width);
      return { jpeg: jpeg && jpeg.toString('base64') };
    },
    async 'recordings.list'(slice) {
      const owner = await scope();
      const [{ items, total }, { bytes }] = await Promise.all([
        core.library.page(owner, slice),
        core.library.usage(owner),
      ]);
      return { items: items.map(toRow), total, bytes };
    },
    'recordings.get': async ({ id }) => toRow(await core.library.get(await scope(), id)),
    async 'recordings.texts'({ id, ...slice }) {
      const { items, total } = await core.screenTexts.list(await scope(), {
        recordingId: id,
        order: 'oldest',
        ...slice,
      });
      return { items: items.map(toText), total };
    },
    async 'recordings.search'({ text, limit }) {
      const { user } = await scope();
      const hits = await core.retrieval.search({ userId: user.id, text, kinds: ['screen'], limit });
      return {
        items: hits.flatMap(({ id, toldAt: at, text: shown, sessionId, moment }) =>
          sessionId === null || !moment
            ? []
            : [{ id, at, app: moment.application, title: moment.title, text: shown, recordingId: sessionId }],
        ),
      };
    },
    'recordings.find': async ({ id, at }) => ({ recordingId: await find(core, await scope(), id, at) }),
    async 'recordings.delete'({ id }) {
      const owner = await scope();
      await core.library.remove(owner, (await core.library.get(owner, id)).file);
      return {};
    },
  };
}

export function statusOf({ consent, recorder, tracking }: Core): z.input<typeof RecordingStatus> {
  const { folder: _folder, unchanged: _unchanged, skipped: _skipped, ...status } = recorder.status();
  return { ...status, isAllowed: consent.isGiven(), isTracking: tracking.isTracking, tracked: tracking.count };
}

function rowOf(recording: Recording, sign: PanelContext['sign']): z.input<typeof RecordingRow> {
  const { id, startedAt, endedAt, durationSeconds, bytes, app, title, summary, keywords, isOpen, file } = recording;
  return {
    id,
    startedAt,
    endedAt,
    seconds: durationSeconds,
    bytes,
    app,
    title,
    summary,
    keywords,
    isOpen,
    thumbnailUrl: sign(`/_loci/media/thumbnails/${id}.jpg`),
    videoUrl: sign(`/_loci/media/recordings/${id}.mp4`),
    fileName: basename(file),
  };
}

function toText({ id, at, app, title, content }: ScreenText): z.input<typeof ShownText> {
  return { id, at, app, title, text: content };
}

async function find(
  core: Core,
  owner: Awaited<ReturnType<PanelContext['scope']>>,
  id: string,
  at: number | null,
): Promise<string> {
  if (at !== null) {
    const period = { from: at - NEAR_MS, to: at + NEAR_MS, order: 'oldest', offset: 0, limit: 200 } as const;
    const { items } = await core.screenTexts.list(owner, period);
    const text = items.find((item) => item.id === id);
    if (text) return text.recordingId;
  }
  const recording = await core.library.get(owner, id).catch(() => null);
  if (!recording) throw new CoreError('not_found', 'This moment is not recorded (any more)');
  return recording.id;
}
