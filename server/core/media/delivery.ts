export const EMOTIONS = ['neutral', 'happy', 'sad', 'angry', 'excited'] as const;
export type Emotion = (typeof EMOTIONS)[number];

export interface VoiceSettings {
  /** 1 = usual. */
  speed: number;
  pitch: number;
  emotion: Emotion;
}

/** How a text is spoken. */
export interface Delivery {
  rate: number;
  pitch: number;
  pauseSeconds: number;
}

/** What each emotion does to a voice: sad speech is slower, lower and halting; angry speech is faster, lower and clipped. */
const MANNERS: Record<Emotion, Delivery> = {
  neutral: { rate: 1, pitch: 1, pauseSeconds: 0.35 },
  happy: { rate: 1.08, pitch: 1.18, pauseSeconds: 0.25 },
  sad: { rate: 0.82, pitch: 0.86, pauseSeconds: 0.7 },
  angry: { rate: 1.14, pitch: 0.92, pauseSeconds: 0.15 },
  excited: { rate: 1.22, pitch: 1.3, pauseSeconds: 0.12 },
};

export const USUAL: VoiceSettings = { speed: 1, pitch: 1, emotion: 'neutral' };

export function deliveryOf({ speed, pitch, emotion }: VoiceSettings): Delivery {
  const manner = MANNERS[emotion];
  return { rate: manner.rate * speed, pitch: manner.pitch * pitch, pauseSeconds: manner.pauseSeconds / speed };
}
