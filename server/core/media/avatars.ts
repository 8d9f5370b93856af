import { CoreError } from '../../ports/errors.js';
import type { FileContent } from '../../ports/fileStore.js';
import type { Studio } from '../../ports/studio.js';
import type { Characters } from '../conversation/characters.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import { avatarSvg } from './avatar.js';
import type { MediaFiles } from './files.js';

export interface Avatars {
  /** The picture of a character: `ID.png` or `ID.svg`. Throws `not_found`. */
  file(name: string): Promise<FileContent>;
}

const SIDE = 512;

function requireFile(content: FileContent | null): FileContent {
  if (!content) throw new CoreError('not_found', 'There is no such file');
  return content;
}

/** Characters' pictures: drawn when first asked for, since another version may draw them otherwise. */
export function createAvatars({
  characters,
  studio,
  files,
}: {
  characters: Characters;
  studio: Studio;
  files: MediaFiles;
}): Avatars {
  const drawn = new Set<string>();
  const locks = createKeyedMutex();
  const draw = async (name: string): Promise<void> => {
    const [, id = '', type] = /^(.+)\.(png|svg)$/.exec(name) ?? [];
    const character = (await characters.list()).find((known) => known.id === id);
    if (!character) throw new CoreError('not_found', 'There is no such character');
    const svg = avatarSvg(character.look);
    await files.write('avatars', name, type === 'png' ? await studio.picture(svg, SIDE) : Buffer.from(svg));
    drawn.add(name);
  };
  return {
    async file(name) {
      return locks.run(name, async () => {
        const known = drawn.has(name) ? await files.open('avatars', name) : null;
        if (known) return known;
        await draw(name);
        return requireFile(await files.open('avatars', name));
      });
    },
  };
}
