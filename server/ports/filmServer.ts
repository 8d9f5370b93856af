/** What a server is asked to film. */
export interface FilmRequest {
  prompt: string;
  width: number;
  height: number;
  seconds: number;
}

export interface Film {
  /** MP4. */
  video: Buffer;
  /** JPEG; null = the server has none. */
  thumbnail: Buffer | null;
}

/** A server that makes videos, which the person chose. */
export interface FilmServer {
  /** `progress` 0..1. Throws `unavailable`, `upstream_failed`, `cancelled`; a film given up is given up there too. */
  film(request: FilmRequest, progress: (fraction: number) => void, signal: AbortSignal): Promise<Film>;
}
