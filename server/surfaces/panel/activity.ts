import type { z } from 'zod';
import type { ActivityRow, RECORDING_REQUESTS } from '../../contract/panel/recordings.js';
import { CATEGORY_KEYS, CATEGORY_LABELS } from '../../core/activity/analysis.js';
import { drawSvg } from '../../core/activity/drawing.js';
import type { ProcessMap } from '../../core/activity/processMap.js';
import type { ActivitySession } from '../../ports/entities.js';
import type { Handlers, PanelContext } from './handlers.js';
import { statusOf } from './recordings.js';

type Methods = Extract<keyof typeof RECORDING_REQUESTS, `activity.${string}`>;

const MOST_STEPS = 12;

/** The Recordings panel's requests about what was done, over the core. */
export function activityHandlers({ core, scope }: PanelContext): Handlers<Methods> {
  return {
    async 'activity.track'({ isTracking }) {
      if (isTracking) await core.tracking.start();
      else {
        await core.tracking.stop();
        if (core.tracking.count > 0) await core.tracking.save(await scope());
      }
      return statusOf(core);
    },
    async 'activity.list'(slice) {
      const { items, total } = await core.activity.list(await scope(), slice);
      return { items: items.map(toRow), total };
    },
    async 'activity.get'({ id }) {
      const owner = await scope();
      const session = await core.activity.require(owner, id);
      const { categories, patterns } = core.activity.analyse(session);
      const shares = CATEGORY_KEYS.map((key) => ({
        name: CATEGORY_LABELS[key],
        count: categories.scores[key].percentage,
      }));
      return {
        ...toRow(session),
        categories: shares.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
        primary: categories.primary,
        topKeys: patterns.topKeys.filter((key) => key !== 'N/A'),
        eventsPerMinute: patterns.eventsPerMinute,
        minutes: patterns.durationMinutes,
        map: toPicture(await core.activity.map(owner, id)),
      };
    },
    'activity.map': async () => toPicture(await core.activity.map(await scope(), null)),
    async 'activity.delete'({ id }) {
      await core.activity.remove(await scope(), id);
      return {};
    },
  };
}

function toRow({ id, startTime, endTime, events, keystrokes, clicks }: ActivitySession): z.input<typeof ActivityRow> {
  return { id, start: startTime, end: endTime, events: events.length, keystrokes, clicks };
}

function toPicture(map: ProcessMap): {
  svg: string;
  steps: { name: string; visits: number; seconds: number }[];
} {
  const steps = map.nodes.slice(0, MOST_STEPS).map(({ name, visits, seconds }) => ({ name, visits, seconds }));
  return { svg: drawSvg(map, false), steps };
}
