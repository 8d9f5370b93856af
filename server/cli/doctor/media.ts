import type { MediaServer, ServiceConfig } from '../../config.js';
import type { Context } from '../context.js';
import { ok, warn, type Finding } from './finding.js';
import { askStatus } from './network.js';

/** What speaks and what makes videos. */
export async function checkMedia({ voiceObstacle }: Context, { media }: ServiceConfig): Promise<Finding[]> {
  const voice = media.speech ? checkServer('speech', 'LOCI_SPEECH_URL', media.speech) : checkVoice(voiceObstacle);
  const video = media.video
    ? checkServer('video', 'LOCI_VIDEO_URL', media.video)
    : ok('Videos are drawn here, without any server');
  return Promise.all([voice, video]);
}

async function checkVoice(voiceObstacle: Context['voiceObstacle']): Promise<Finding> {
  const obstacle = await voiceObstacle();
  if (obstacle === null) return ok("This system's voice can speak");
  const [what = obstacle, ...remedy] = obstacle.split(': ');
  return warn(`${what}; videos stay silent`, remedy.join(': '));
}

async function checkServer(what: string, variable: string, { baseUrl }: MediaServer): Promise<Finding> {
  // Any answer will do: such servers differ in what they list.
  const status = await askStatus(`${baseUrl.replace(/\/$/, '')}/models`);
  if (status !== null) return ok(`The ${what} server answers at ${baseUrl}`);
  return warn(`The ${what} server does not answer at ${baseUrl}`, `Start it or change ${variable}`);
}
