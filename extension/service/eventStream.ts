/** One event of a Server-Sent Events stream; `name` is `message` where the stream gives none. */
export interface StreamEvent {
  name: string;
  data: string;
}

/** Longer than two heartbeats of the service: a stream that is silent for so long is dead, as after sleep. */
const SILENCE_MS = 40_000;

/** The events of a stream as they come. Ends with the stream; throws when it breaks or falls silent. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs = SILENCE_MS,
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let held = '';
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silenceMs);
      if (done) return;
      held += decoder.decode(value, { stream: true }).replaceAll('\r', '');
      for (let end = held.indexOf('\n\n'); end !== -1; end = held.indexOf('\n\n')) {
        const event = parseFrame(held.slice(0, end));
        held = held.slice(end + 2);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** null = a comment, such as a heartbeat. */
function parseFrame(frame: string): StreamEvent | null {
  let name = 'message';
  const data: string[] = [];
  for (const line of frame.split('\n')) {
    const match = /^(event|data): ?(.*)$/.exec(line);
    if (match?.[1] === 'event') name = match[2] ?? '';
    else if (match) data.push(match[2] ?? '');
  }
  return data.length > 0 ? { name, data: data.join('\n') } : null;
}

function withinSilence<T>(work: Promise<T>, silenceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The stream has fallen silent')), silenceMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
