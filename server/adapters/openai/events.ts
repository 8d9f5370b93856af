/** The `data:` values of a Server-Sent Events body, however its bytes are cut. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const bytes of body) {
    held += decoder.decode(bytes, { stream: true });
    const lines = held.split(/\r?\n/);
    held = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
  if (held.startsWith('data:')) yield held.slice(5).trim();
}
