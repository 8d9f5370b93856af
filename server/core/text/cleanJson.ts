export type Cleaned = { ok: true; value: unknown } | { ok: false; reason: string };

/**
 * Makes a parsed value safe to keep, in place and without recursion: strings well-formed and free of NUL (which a
 * database text cannot hold), no `__proto__` keys. Refuses what is nested or branched beyond all use.
 */
export function cleanJson(root: unknown, limits: { depth: number; values: number }): Cleaned {
  const holder = { root };
  const stack: { node: Record<string, unknown>; depth: number }[] = [{ node: holder, depth: 0 }];
  let values = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.depth > limits.depth) return { ok: false, reason: `Nested deeper than ${limits.depth} levels` };
    // Only where there is one: deleting makes an object slow to walk.
    if (Object.hasOwn(top.node, '__proto__')) delete top.node['__proto__'];
    for (const key of Object.keys(top.node)) {
      const value = top.node[key];
      if ((values += 1) > limits.values) return { ok: false, reason: `More than ${limits.values} values` };
      if (typeof value === 'string') top.node[key] = cleanText(value);
      else if (typeof value === 'object' && value !== null)
        stack.push({ node: value as Record<string, unknown>, depth: top.depth + 1 });
    }
  }
  return { ok: true, value: holder.root };
}

export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
