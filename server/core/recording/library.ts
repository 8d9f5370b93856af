import { existsSync, rmSync } from 'node:fs';
import type { Encoder } from '../../ports/encoder.js';
import type { Recording } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { Store } from '../../ports/store.js';
import type { Scope } from '../memory/identity.js';

/** The recordings that there are. */
export interface Library {
  /** Newest first; what has lost its file is forgotten. */
  list(scope: Scope): Promise<Recording[]>;
  /** By its file. Throws `not_found`, also for files that are no recordings. */
  require(scope: Scope, file: string): Promise<Recording>;
  /** With its file, for good. */
  remove(scope: Scope, file: string): Promise<void>;
  /** Completes what a former process left unfinished. */
  repair(): Promise<void>;
}

const MOST = 100_000;

export function createLibrary({ store, encoder }: { store: Store; encoder: Encoder }): Library {
  const require = async ({ user }: Scope, file: string): Promise<Recording> => {
    const recording = await store.getRecording(user.id, file);
    if (!recording || !existsSync(recording.file)) throw new CoreError('not_found', `Video not found: ${file}`);
    return recording;
  };

  return {
    require,
    async list({ user }) {
      const { items } = await store.listRecordings(user.id, { offset: 0, limit: MOST });
      const lost = items.filter(({ file }) => !existsSync(file));
      if (lost.length > 0) await store.commit(lost.map(({ id }) => ({ kind: 'recording.erase', id })));
      return items.filter(({ file, isOpen }) => !isOpen && existsSync(file));
    },
    async remove(scope, file) {
      const { id, file: path } = await require(scope, file);
      rmSync(path, { force: true });
      await store.commit([{ kind: 'recording.erase', id }]);
    },
    async repair() {
      const { items } = await store.listRecordings(null, { offset: 0, limit: MOST });
      for (const recording of items.filter(({ isOpen }) => isOpen)) {
        const facts = existsSync(recording.file) ? await encoder.inspect(recording.file) : null;
        if (facts) {
          const endedAt = recording.startedAt + Math.round(facts.durationSeconds * 1000);
          await store.commit([
            { kind: 'recording.put', recording: { ...recording, ...facts, endedAt, isOpen: false } },
          ]);
        } else {
          rmSync(recording.file, { force: true });
          await store.commit([{ kind: 'recording.erase', id: recording.id }]);
        }
      }
    },
  };
}
