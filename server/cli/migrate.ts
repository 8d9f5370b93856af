import { z } from 'zod';
import { CoreError } from '../ports/errors.js';
import { defineCommand } from './command.js';
import { CliError, EXIT, type Context, type Migrated, type MigrationProgress } from './context.js';

const PLACE = 'DIR|URL';
const place = z.string({ error: 'is needed: a data directory, or postgres://USER:PASSWORD@HOST/DATABASE' });

export const migrate = defineCommand({
  summary: 'Copy everything from a data directory or PostgreSQL into another, and verify it',
  options: {
    from: { placeholder: PLACE, description: 'What is copied; no service may be using it' },
    to: { placeholder: PLACE, description: 'Empty, or what an earlier copy left: that is completed' },
  },
  input: z.object({ from: place, to: place }),
  async run({ from, to }, context) {
    const migrated = await copy(from, to, context);
    const { io, isJson } = context;
    io.out(isJson ? `${JSON.stringify(toJson(migrated))}\n` : describe(migrated));
    return EXIT.done;
  },
});

async function copy(from: string, to: string, { io, migrateStore }: Context): Promise<Migrated> {
  const show = (text: string): void => {
    if (io.isTerminal.err) io.err(`\r\u001b[K${text.slice(0, io.width - 1)}`);
  };
  try {
    return await migrateStore(from, to, ({ phase, kind, rows }: MigrationProgress) => {
      show(`${PHASES[phase]} ${kind}: ${rows}`);
    });
  } catch (error) {
    if (error instanceof CoreError) throw new CliError(error.message);
    throw error;
  } finally {
    show('');
  }
}

const PHASES = { comparing: 'Comparing', copying: 'Copying', verifying: 'Verifying' } as const;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const toJson = ({ from, to, kinds }: Migrated) => ({
  from,
  to,
  copied: sum(kinds.map(({ copied }) => copied)),
  rows: sum(kinds.map(({ rows }) => rows)),
  kinds: Object.fromEntries(kinds.map(({ kind, ...counts }) => [kind, counts])),
});

function describe(migrated: Migrated): string {
  const { from, to, copied, rows } = toJson(migrated);
  const counts = migrated.kinds.filter((kind) => kind.rows > 0).map((kind) => `${kind.kind} ${kind.rows}`);
  const done =
    copied === 0
      ? `Nothing to copy: ${to} already holds all ${rows} rows of ${from}`
      : `Copied ${copied} of ${rows} rows from ${from} to ${to}`;
  return [
    done,
    `Verified, counts and SHA-256 agree: ${counts.join(', ')}`,
    'Recordings and generated media are files and stay where they are: copy the folders videos and media of the data directory yourself, and outgoing, which holds what a bucket has not taken yet',
    '',
  ].join('\n');
}
