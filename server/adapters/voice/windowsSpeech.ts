import type { Utterance } from '../../ports/voice.js';
import { escapeXml, ssmlBody } from './markup.js';
import type { Invocation } from './program.js';

/** Reads SSML from stdin in Base64, which no code page can garble, and writes a WAV file to stdout. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$ssml = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadToEnd()))
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$memory = New-Object IO.MemoryStream
$voice.SetOutputToWaveStream($memory)
$voice.SpeakSsml($ssml)
$voice.SetOutputToNull()
$bytes = $memory.ToArray()
$out = [Console]::OpenStandardOutput()
$out.Write($bytes, 0, $bytes.Length)
$out.Flush()
`.trim();

const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'en-US',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  it: 'it-IT',
  pt: 'pt-BR',
  zh: 'zh-CN',
  ja: 'ja-JP',
  ko: 'ko-KR',
};

const percent = (factor: number): string => `${factor >= 1 ? '+' : ''}${Math.round((factor - 1) * 100)}%`;

const openVoice = (voice: string): string =>
  voice === 'expressive' ? '<voice gender="female">' : `<voice name="${escapeXml(voice)}">`;

/** What PowerShell is to be run with. */
export function windowsInvocation(program: string, utterance: Utterance): Invocation {
  const { text, language, voice, rate, pitch, pauseSeconds } = utterance;
  const spoken = `<prosody rate="${percent(rate)}" pitch="${percent(pitch)}">${ssmlBody(text, pauseSeconds)}</prosody>`;
  // Without a gender or a name the system's own voice speaks.
  const body = voice === 'default' ? spoken : `${openVoice(voice)}${spoken}</voice>`;
  const speak = `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${LANGUAGES[language] ?? language}">`;
  return {
    program,
    args: ['-NoProfile', '-NonInteractive', '-Command', SCRIPT],
    stdin: Buffer.from(`${speak}${body}</speak>`).toString('base64'),
  };
}
