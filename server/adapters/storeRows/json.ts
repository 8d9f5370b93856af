/** How a store keeps what is no plain column. */
export const toText = (value: unknown): string => JSON.stringify(value);
export const fromText = <T>(text: string): T => JSON.parse(text) as T;
