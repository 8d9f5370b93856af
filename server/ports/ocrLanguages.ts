/** The data that text is read with, by language (codes as tesseract has them: `eng`, `chi_sim`). */
export interface OcrLanguages {
  /** Those whose data is on this machine, in order. */
  available(): Promise<string[]>;
  /**
   * Fetches the data of a language, saying how far it is (0..1; null = of unknown size). Errors: `not_found` where the
   * address has no such language, `unavailable`, `storage_full`.
   */
  fetch(language: string, report: (fraction: number | null) => void, signal: AbortSignal): Promise<void>;
}
