/** What is never recorded, by words in the names of applications and in the titles of windows. */
export interface Exclusions {
  isExcluded(app: string, window: string): boolean;
}

/** Password managers, and windows that browsers call private. */
export const DEFAULT_EXCLUSIONS: readonly string[] = [
  '1Password',
  'Bitwarden',
  'Dashlane',
  'Enpass',
  'KeePass',
  'Keychain Access',
  'LastPass',
  'Proton Pass',
  'Seahorse',
  'Incognito',
  'InPrivate',
  'Private Browsing',
  'Private Window',
  '无痕',
  '隐私浏览',
  '隐身',
];

export function createExclusions(words: readonly string[]): Exclusions {
  const wanted = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
  return {
    isExcluded(app, window) {
      const names = `${app}\n${window}`.toLowerCase();
      return wanted.some((word) => names.includes(word));
    },
  };
}
