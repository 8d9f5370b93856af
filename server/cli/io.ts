import { text as readAll } from 'node:stream/consumers';

/** What a command reads and writes; `createProcessIo` is the real one. */
export interface CliIo {
  /** Results. */
  out(text: string | Uint8Array): void;
  /** Everything that is not a result: progress, hints, errors. */
  err(text: string): void;
  readStdin(): Promise<string>;
  /** Whether a person reads the results, and the rest. */
  readonly isTerminal: { readonly out: boolean; readonly err: boolean };
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether colours are wanted on `out`. */
  readonly hasColour: boolean;
}

export function createProcessIo(process: NodeJS.Process): CliIo {
  const { stdin, stdout, stderr } = process;
  // A reader such as `head` that has seen enough is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    readStdin: () => readAll(stdin),
    isTerminal: { out: stdout.isTTY, err: stderr.isTTY },
    width: stdout.isTTY ? stdout.columns : 100,
    hasColour: stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
  };
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Style = keyof typeof CODES;

export function paint(io: CliIo, style: Style, text: string): string {
  return io.hasColour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

/** Text from memories and screens as one line that cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
