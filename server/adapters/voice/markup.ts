/** After a sentence, where its pause goes. */
const SENTENCE_END = /(?<=[.!?…]["'”’)\]]*)\s+|(?<=[。！？؟۔।]["'”’」』）)\]]*)|\s*[\r\n]+\s*/u;

/** The sentences of a text, without anything that speech engines take for commands of their own. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => (/\s/.test(character) ? character : ' '))
    .split(SENTENCE_END)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Sentences in SSML with breaks between them. */
export function ssmlBody(text: string, pauseSeconds: number): string {
  const pause = `<break time="${Math.round(pauseSeconds * 1000)}ms"/>`;
  return sentencesOf(text).map(escapeXml).join(pause);
}
