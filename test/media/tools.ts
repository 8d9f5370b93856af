import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAMS = ['espeak-ng', 'sox', 'ffprobe', 'ffmpeg', 'tesseract', 'chromium'];
/** The programs that these tests look at media with are here. */
export const HAS_TOOLS = PROGRAMS.every((name) => existsSync(`/usr/bin/${name}`));
export const CHROMIUM = '/usr/bin/chromium';

/** Seconds of a sound, as sox counts them. */
export function secondsBySox(file: string): number {
  return Number(execFileSync('soxi', ['-D', file], { encoding: 'utf8' }));
}

export interface Probed {
  streams: Record<string, any>[];
  format: Record<string, any>;
}

export function probe(file: string): Probed {
  const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file];
  return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as Probed;
}

/** What ffmpeg complains of when it decodes the whole file. */
export function complaintsOf(file: string): string {
  return execFileSync('ffmpeg', ['-v', 'warning', '-i', file, '-f', 'null', '-'], { encoding: 'utf8', stdio: 'pipe' });
}

/** A frame as PNG, so large that it can be read. */
export function frameAt(file: string, seconds: number): Buffer {
  const picture = ['-frames:v', '1', '-vf', 'scale=iw*max(1\\,1000/iw):-1', '-f', 'image2pipe', '-c:v', 'png', '-'];
  const args = ['-v', 'error', '-ss', String(seconds), '-i', file, ...picture];
  return execFileSync('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 });
}

/** What can be read in a picture. */
export function readText(png: Buffer, languages = 'eng'): string {
  return execFileSync('tesseract', ['-', '-', '-l', languages, '--psm', '11'], {
    input: png,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  }).replace(/\s+/g, ' ');
}

export function hasLanguage(language: string): boolean {
  return execFileSync('tesseract', ['--list-langs'], { encoding: 'utf8' }).split('\n').includes(language);
}

/** Samples of any media file's sound, 22,050 a second. */
function samplesOf(file: string): Int16Array {
  const args = ['-v', 'error', '-i', file, '-ac', '1', '-ar', '22050', '-f', 's16le', '-'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 });
  return new Int16Array(new Uint8Array(bytes).buffer);
}

const RATE = 22_050;
const WINDOW = 1024;
const HERTZ = { least: 60, most: 400 };

/** The pitch of a voice in hertz: the median over all windows in which it sounds. */
export function pitchOf(file: string): number {
  const samples = samplesOf(file);
  const pitches: number[] = [];
  for (let start = 0; start + 2 * WINDOW < samples.length; start += WINDOW / 2) {
    const pitch = pitchAt(samples, start);
    if (pitch !== null) pitches.push(pitch);
  }
  return pitches.sort((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

/** The first lag at which a window is nearly like itself; null = nothing sounds, or nothing that has a pitch. */
function pitchAt(samples: Int16Array, start: number): number | null {
  const energy = energyOf(samples, start);
  if (energy / WINDOW < 500 ** 2) return null;
  const likeness: number[] = [];
  for (let lag = Math.floor(RATE / HERTZ.most); lag <= RATE / HERTZ.least; lag++) {
    let product = 0;
    for (let at = 0; at < WINDOW; at++) product += samples[start + at]! * samples[start + at + lag]!;
    likeness[lag] = product / Math.sqrt(energy * energyOf(samples, start + lag));
  }
  const best = likeness.reduce((a, b) => Math.max(a, b), 0);
  const lag = likeness.findIndex((value, at) => value > 0.9 * best && value >= (likeness[at + 1] ?? 0));
  return best > 0.7 ? RATE / lag : null;
}

function energyOf(samples: Int16Array, start: number): number {
  let energy = 0;
  for (let at = start; at < start + WINDOW; at++) energy += samples[at]! ** 2;
  return energy;
}

/** How loud a part of the sound is, 0..1. */
export function loudness(file: string, from: number, until: number): number {
  const samples = samplesOf(file).subarray(Math.round(from * RATE), Math.round(until * RATE));
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / Math.max(1, samples.length)) / 32_768;
}
