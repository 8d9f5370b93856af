import { CoreError } from '../../ports/errors.js';
import type { Studio } from '../../ports/studio.js';
import type { Characters } from '../conversation/characters.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import { avatarSvg } from './avatar.js';
import type { MediaFiles } from './files.js';

export interface Avatars {
  /** Where the picture of a character lies: `ID.png` or `ID.svg`. Throws `not_found`. */
  file(name: string): Promise<string>;
}

const SIDE = 512;

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
      await locks.run(name, async () => {
        if (!drawn.has(name) || (await files.find('avatars', name)) === null) await draw(name);
      });
      return files.place('avatars', name);
    },
  };
}
