import { discover } from '../../contract/discover.js';
import { RecordingAbility } from '../../contract/status.js';
import { requestJson } from '../api.js';
import { ok, warn, type Check, type Finding } from './finding.js';

/** Whether the screen can be seen, input followed and text read here, as the running service knows it. */
export const checkRecording: Check = async ({ dataDir }) => {
  const service = await discover(dataDir);
  if (!service) return [];
  const ability = await requestJson(service, '/_loci/recording', RecordingAbility);
  return [checkConsent(ability), checkScreens(ability), checkInput(ability), ...checkLanguages(ability)];
};

const checkConsent = ({ isAllowed }: RecordingAbility): Finding =>
  ok(
    isAllowed
      ? 'Screen and input may be recorded (loci allow-capture --revoke takes that back)'
      : 'Screen and input are not recorded; loci allow-capture allows it',
  );

const checkScreens = ({ screens }: RecordingAbility): Finding =>
  screens.length > 0
    ? ok(`The screen can be seen: ${screens.join(', ')}`)
    : warn('No screen can be seen', 'Start the service within the desktop session; everything else works without');

const checkInput = ({ inputObstacle }: RecordingAbility): Finding =>
  inputObstacle === null
    ? ok('Keys and clicks can be followed')
    : warn(inputObstacle, 'Sessions can still be sent to POST /process/sessions');

const checkLanguages = ({ languages }: RecordingAbility): Finding[] =>
  languages.map(({ name, isHere }) =>
    isHere
      ? ok(`Text on the screen is read in ${name}`)
      : warn(`No data to read ${name} from the screen`, `Fetch it: loci languages add ${name}`),
  );
