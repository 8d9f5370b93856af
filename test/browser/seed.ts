import { chain } from '../support/chain.js';
import type { TestService } from '../support/service.js';

export const TOLD: readonly [app: string, text: string][] = [
  ['claude', 'The staging server is called Kestrel and runs PostgreSQL 16 behind the VPN'],
  ['claude', 'Deploys go out on Tuesdays and Thursdays after the 10:00 stand-up'],
  ['cursor', 'We chose server-sent events over WebSockets for the event stream because proxies leave them alone'],
  ['cursor', 'Use pnpm, never yarn, in the billing repository'],
  ['vscode', 'Maria prefers short pull requests and reviews them before lunch'],
  ['vscode', 'My favourite editor theme is Nord'],
  ['claude', '发布前要先更新变更日志，再通知测试组'],
  ['openmemory', 'The quarterly report is due on 30 June; Tomas prepares the figures'],
  ['claude', 'Retry failed webhooks three times with exponential backoff, then move them to the dead-letter queue'],
  ['cursor', 'Tests of the payment service need the environment variable STRIPE_MODE=test'],
  ['vscode', 'I am learning Portuguese and moving to Lisbon in September'],
];

/** What a person and some agents have told, read, paused and changed. */
export async function seedMemories({ core }: TestService): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [app, content] of TOLD) {
    const scope = await core.identity.ensureScope('user', app);
    const { id } = await core.memories.addVerbatim({ scope, content, metadata: {}, sessionId: null });
    ids[content.split(' ', 4).join(' ')] = id;
  }
  const vscode = await core.identity.ensureScope('user', 'vscode');
  const versions: string[] = [];
  for (const content of [
    'The API limit is 60 requests a minute',
    'The API limit is 120 requests a minute',
    'The API limit is 300 requests a minute for paying customers',
  ])
    versions.push(
      (
        await core.memories.addVerbatim({
          scope: vscode,
          content,
          metadata: { source: 'docs/limits.md' },
          sessionId: null,
        })
      ).id,
    );
  await chain({ core }, versions);
  const [latest] = await core.memories.getMany(null, versions.slice(-1));
  for (const [app, query] of [
    ['claude', 'rate limit'],
    ['cursor', 'how many requests'],
    ['claude', 'API limit for customers'],
  ] as const)
    await core.accesses.record(await core.identity.ensureScope('user', app), 'search', [
      { memory: latest!, detail: { query } },
    ]);
  await core.memories.changeState(
    vscode.user.id,
    { kind: 'ids', ids: [ids['My favourite editor theme']!], missing: 'error' },
    'paused',
  );
  return { ...ids, limit: versions.at(-1)! };
}
