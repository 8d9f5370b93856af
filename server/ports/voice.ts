/** Something to be spoken, and how. */
export interface Utterance {
  text: string;
  /** ISO 639-1. */
  language: string;
  /** A character's voice model: `default`, `expressive`, or a name that the engine knows. */
  voice: string;
  /** 1 = as the voice speaks by itself; more is faster. */
  rate: number;
  /** 1 = as the voice sounds by itself; more is higher. */
  pitch: number;
  /** Silence between sentences, in seconds. */
  pauseSeconds: number;
  /** For engines that act it: `neutral`, `happy`, ... */
  emotion: string;
}

/** What turns text into speech on this machine or on a server that the person chose. */
export interface Voice {
  /** False = `pitch` and `pauseSeconds` have no effect; the caller then sees to the pitch. */
  readonly changesPitch: boolean;
  /** Why nothing can be spoken here, and what to do about it; null = it can. Cheap: asked with every chat answer. */
  obstacle(): Promise<string | null>;
  /** A WAV file of 16-bit samples. Throws `unavailable`, `upstream_failed`, or `cancelled`. */
  speak(utterance: Utterance, signal: AbortSignal): Promise<Buffer>;
}
