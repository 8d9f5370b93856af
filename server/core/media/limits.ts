/** What media may be asked for. Sizes in pixels, durations in seconds. */
export const MEDIA_LIMITS = {
  /** Characters of a text. */
  text: 1000,
  speed: { min: 0.5, max: 2 },
  pitch: { min: 0.5, max: 2 },
  side: { min: 256, max: 1920 },
  seconds: { min: 1, max: 60 },
  /** Characters of a chat answer that are spoken. */
  answer: 4000,
} as const;

export const USUAL_VIDEO = { width: 1024, height: 1024, style: 'realistic' } as const;
