import { describe, expect, it } from 'vitest';
import { espeakInvocation } from '../../../server/adapters/voice/espeak.js';
import { sayInvocation } from '../../../server/adapters/voice/macSay.js';
import { createSystemVoice } from '../../../server/adapters/voice/systemVoice.js';
import { windowsInvocation } from '../../../server/adapters/voice/windowsSpeech.js';
import type { Utterance } from '../../../server/ports/voice.js';

const HOSTILE = '--help; rm -rf / $(id) `id` <break time="9s"/> [[slnc 9000]] & "quoted"';
const utterance = (over: Partial<Utterance> = {}): Utterance => ({
  text: HOSTILE,
  language: 'en',
  voice: 'default',
  rate: 1,
  pitch: 1,
  pauseSeconds: 0.35,
  emotion: 'neutral',
  ...over,
});
const after = (args: readonly string[], option: string): string | undefined => args[args.indexOf(option) + 1];
const ssmlOf = ({ stdin }: { stdin: string }): string => Buffer.from(stdin, 'base64').toString('utf8');

describe('what programs are run with', () => {
  it('never holds the text, which is no markup either', () => {
    const espeak = espeakInvocation('espeak-ng', utterance());
    const say = sayInvocation('say', utterance(), 'out.wav');
    const windows = windowsInvocation('powershell.exe', utterance());
    for (const { args } of [espeak, say, windows]) expect(args.join(' ')).not.toMatch(/rm -rf|--help|quoted/);
    expect(espeak.stdin).toContain('&lt;break time=&quot;9s&quot;/&gt;');
    expect(say.stdin).not.toContain('[[slnc 9000');
    expect(ssmlOf(windows)).toContain('&lt;break');
    expect(windows.stdin).toMatch(/^[A-Za-z0-9+/=]+$/);
  });

  it('follows rate, pitch and pauses', () => {
    const quick = espeakInvocation('espeak-ng', utterance({ rate: 2, pitch: 2, text: 'One. Two.', pauseSeconds: 0.7 }));
    expect([after(quick.args, '-s'), after(quick.args, '-p')]).toEqual(['350', '99']);
    expect(quick.stdin).toBe('<speak>One.<break time="700ms"/>Two.</speak>');
    const slow = espeakInvocation('espeak-ng', utterance({ rate: 0.01, pitch: 0.5 }));
    expect([after(slow.args, '-s'), after(slow.args, '-p')]).toEqual(['80', '0']);
    const said = sayInvocation('say', utterance({ rate: 1.2, pitch: 1.5, text: 'One. Two.' }), 'out.wav');
    expect(after(said.args, '-r')).toBe('210');
    expect(said.stdin).toBe('[[pbas 71]] One. [[slnc 350]] Two.');
    const windows = ssmlOf(windowsInvocation('powershell.exe', utterance({ rate: 0.5, pitch: 1.1 })));
    expect(windows).toContain('<prosody rate="-50%" pitch="+10%">');
  });

  it('follows language and character', () => {
    const voiceOf = (over: Partial<Utterance>) => after(espeakInvocation('espeak-ng', utterance(over)).args, '-v');
    expect([
      voiceOf({}),
      voiceOf({ voice: 'expressive' }),
      voiceOf({ language: 'zh' }),
      voiceOf({ language: 'de', voice: 'Annie' }),
    ]).toEqual(['en-us', 'en-us+f3', 'cmn', 'de+Annie']);
    expect(sayInvocation('say', utterance({ voice: 'expressive' }), 'o').args).toContain('Samantha');
    expect(sayInvocation('say', utterance(), 'o').args).not.toContain('-v');
    expect(ssmlOf(windowsInvocation('p', utterance({ voice: 'expressive', language: 'ja' })))).toMatch(
      /xml:lang="ja-JP"><voice gender="female">/,
    );
  });
});

describe('a machine without a voice', () => {
  it.each([
    ['linux', /espeak-ng/],
    ['darwin', /say/],
    ['win32', /PowerShell/],
  ] as const)('says what to do on %s', async (platform, remedy) => {
    const voice = createSystemVoice({ folder: '/nowhere', platform, env: { PATH: '/nowhere' } });
    expect(await voice.obstacle()).toMatch(remedy);
    await expect(voice.speak(utterance(), new AbortController().signal)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
