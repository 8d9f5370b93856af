export const nodeFile: string;
export const serverMain: string;
export const isPossible: boolean;
export function isInstalled(): boolean;
export function install(): void;
