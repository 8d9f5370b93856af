export const LANES: Readonly<Record<string, readonly string[]>>;
