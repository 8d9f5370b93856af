import type { ServiceConfig, SharedPlace } from '../../config.js';
import { toCoreError } from '../../ports/errors.js';
import { bucketAddress } from '../../ports/fileStore.js';
import type { Context } from '../context.js';
import { fail, ok, warn, type Finding } from './finding.js';
import { isWritable, nearestExisting } from './machine.js';

/** Slower answers are felt: a search asks several times. */
const SLOW_ANSWER_MS = 5;

/** What services share: the database, and where files go. */
export async function checkShared(context: Context, config: ServiceConfig): Promise<Finding[]> {
  const places = new Map(
    [config.recordingsPlace, config.media.sharedPlace].flatMap((place) =>
      place ? [[JSON.stringify(place), place]] : [],
    ),
  );
  const checks = [
    ...(config.database ? [checkDatabase(context, config.database.url)] : []),
    ...[...places.values()].map((place) => checkPlace(context, place)),
  ];
  return (await Promise.all(checks)).flat();
}

async function checkDatabase({ inspectDatabase }: Context, url: string): Promise<Finding[]> {
  try {
    const { location, version, pgvector, answerMs } = await inspectDatabase(url);
    const text = `PostgreSQL ${version} at ${location} answers in ${answerMs.toFixed(1)} ms`;
    return [
      answerMs < SLOW_ANSWER_MS ? ok(text) : warn(text, 'Searching will feel slow; a database nearby is faster'),
      pgvector?.isNewEnough
        ? ok(`It has pgvector ${pgvector.version}`)
        : warn(
            `It has ${pgvector ? `only pgvector ${pgvector.version}` : 'no pgvector'}: vectors only rank what words find`,
            'Install pgvector 0.8 or newer',
          ),
    ];
  } catch (error) {
    return [fail(toCoreError(error).message, 'Correct LOCI_DATABASE_URL, or start the database')];
  }
}

async function checkPlace(context: Context, place: SharedPlace): Promise<Finding> {
  const address = place.kind === 'folder' ? place.path : bucketAddress(place);
  const obstacle = await (place.kind === 'folder' ? folderObstacle(place.path) : context.bucketObstacle(place));
  return obstacle === null
    ? ok(`Files can be kept in ${address}`)
    : fail(obstacle, 'Correct LOCI_RECORDINGS_FOLDER or LOCI_MEDIA_FOLDER, or start the store');
}

const folderObstacle = async (path: string): Promise<string | null> =>
  (await isWritable(await nearestExisting(path))) ? null : `${path} is not writable`;
