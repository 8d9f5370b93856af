/** Characters' looks: two colours (`#rrggbb`) and a figure that is drawn in their avatars. */
export interface Look {
  primary: string;
  accent: string;
  figure: 'friend' | 'quill';
}

export const FILM_STYLES = ['realistic', 'cinematic', 'artistic', 'anime', 'minimal'] as const;
export type FilmStyle = (typeof FILM_STYLES)[number];

/** A span of a film in which one thing is shown; seconds from its start. */
export interface Span {
  text: string;
  from: number;
  until: number;
}

/** A film before it is drawn. */
export interface Storyboard {
  width: number;
  height: number;
  seconds: number;
  style: FilmStyle;
  /** Who tells it. */
  name: string;
  look: Look;
  /** One after the other, without gaps. */
  scenes: Span[];
  captions: Span[];
  /** Mono samples at `sampleRate`; null = a silent film. */
  sound: { samples: Int16Array; sampleRate: number } | null;
}

/** What the film was in the end. */
export interface FilmFacts {
  width: number;
  height: number;
  durationSeconds: number;
  bytes: number;
}

/** Draws pictures and films. */
export interface Studio {
  /**
   * Writes H.264 with MP3 into an MP4 file, and a JPEG of it. `progress` is told how much is drawn, 0..1. Throws
   * `storage_full`, `unavailable` when the work breaks down, `cancelled`; then neither file is there.
   */
  film(
    storyboard: Storyboard,
    files: { video: string; thumbnail: string },
    progress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<FilmFacts>;
  /** The first picture of a film alone, as JPEG. */
  still(storyboard: Storyboard, file: string, signal: AbortSignal): Promise<void>;
  /** What a video file is; null = it cannot be played. */
  inspect(file: string): Promise<FilmFacts | null>;
  /** An SVG as PNG, square, sides in pixels. */
  picture(svg: string, side: number): Promise<Buffer>;
}
