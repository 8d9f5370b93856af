import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from '../../../server/adapters/log/log.js';

function logged(options: Partial<LogOptions>, write: (log: ReturnType<typeof createLog>) => void): string {
  const stream = new PassThrough();
  write(createLog({ level: 'info', format: 'json', stream, clock: { now: () => 0 }, ...options }));
  return String(stream.read() ?? '');
}

describe('createLog', () => {
  it('writes one JSON object per line', () => {
    const lines = logged({}, (log) => {
      log.info('Listening', { port: 8765 });
      log.error('Broken', { why: 'a\nb' });
    });
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'Listening', port: 8765 },
      { time: '1970-01-01T00:00:00.000Z', level: 'error', message: 'Broken', why: 'a\nb' },
    ]);
  });

  it('keeps what a field says about time, level or message from replacing them', () => {
    expect(logged({}, (log) => log.info('Real', { message: 'Forged', level: 'error' }))).toContain('"message":"Real"');
  });

  it('leaves out what is below the level', () => {
    const lines = logged({ level: 'warn' }, (log) => {
      log.debug('1');
      log.info('2');
      log.warn('3');
    });
    expect(lines).toMatch(/^\{[^\n]*"3"\}\n$/);
  });

  it('writes text that no value can break or colour', () => {
    const line = logged({ format: 'text' }, (log) => log.warn('Odd', { value: 'x\n\u001b[31m' }));
    expect(line).toMatch(/^\d\d:\d\d:\d\d warn {2}Odd {2}value="x\\n\\u001b\[31m"\n$/);
  });

  it('survives a reader that has gone', () => {
    const stream = new PassThrough();
    const log = createLog({ level: 'info', format: 'json', stream, clock: { now: () => 0 } });
    stream.emit('error', new Error('EPIPE'));
    log.info('still here');
    expect(String(stream.read())).toContain('still here');
  });
});
