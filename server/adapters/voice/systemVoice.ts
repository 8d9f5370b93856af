import { access, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CoreError } from '../../ports/errors.js';
import type { Utterance, Voice } from '../../ports/voice.js';
import { espeakInvocation } from './espeak.js';
import { sayInvocation } from './macSay.js';
import { runProgram } from './program.js';
import { windowsInvocation } from './windowsSpeech.js';

export interface SystemVoiceOptions {
  /** For files that live as long as one call. */
  folder: string;
  platform?: NodeJS.Platform;
  env?: NodeJS.ProcessEnv;
}

interface Engine {
  /** The first that is there is used. */
  programs: readonly string[];
  /** What to do where none is. */
  remedy: string;
  speak(program: string, utterance: Utterance, signal: AbortSignal): Promise<Buffer>;
}

const espeak: Engine = {
  programs: ['espeak-ng', 'espeak'],
  remedy: 'No voice on this machine: install espeak-ng (Debian, Ubuntu: apt install espeak-ng) or set LOCI_SPEECH_URL',
  speak: (program, utterance, signal) => runProgram(espeakInvocation(program, utterance), signal),
};

const windows: Engine = {
  programs: ['powershell.exe', 'pwsh.exe'],
  remedy: 'No voice on this machine: Windows speech needs PowerShell on the PATH; or set LOCI_SPEECH_URL',
  speak: (program, utterance, signal) => runProgram(windowsInvocation(program, utterance), signal),
};

const mac = (folder: string): Engine => ({
  programs: ['say'],
  remedy:
    'No voice on this machine: macOS speaks with the program say, which is not on the PATH; or set LOCI_SPEECH_URL',
  async speak(program, utterance, signal) {
    const own = await mkdtemp(join(folder, 'say-'));
    try {
      const file = join(own, 'speech.wav');
      await runProgram(sayInvocation(program, utterance, file), signal);
      return await readFile(file);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  },
});

/** What engines may be told on their command line. */
const VOICE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,60}$/u;

/** The voice of the operating system, through the program that comes with it or, on Linux, espeak-ng. */
export function createSystemVoice({
  folder,
  platform = process.platform,
  env = process.env,
}: SystemVoiceOptions): Voice {
  const engine = platform === 'darwin' ? mac(folder) : platform === 'win32' ? windows : espeak;
  let found: string | null = null;

  /** Where it is; looked for again until it was found, so that it may be installed meanwhile. */
  const locate = async (): Promise<string | null> => (found ??= await findProgram(engine.programs, env['PATH'] ?? ''));

  return {
    changesPitch: true,
    obstacle: async () => ((await locate()) === null ? engine.remedy : null),
    async speak(utterance, signal) {
      const program = await locate();
      if (program === null) throw new CoreError('unavailable', engine.remedy);
      if (!VOICE_NAME.test(utterance.voice)) throw new CoreError('invalid_input', 'There is no voice of that name');
      return engine.speak(program, utterance, signal);
    },
  };
}

async function findProgram(names: readonly string[], path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    for (const name of names) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  return null;
}
