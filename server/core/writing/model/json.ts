/** More openings than this are not looked at: an answer is no place to search in for long. */
const MOST_OPENINGS = 40;

/**
 * The JSON values in a model's answer, whatever they are wrapped in: code fences, words around them, trailing commas.
 * What lies inside a value is not found again.
 */
export function* readJson(answer: string): Generator<unknown, void, undefined> {
  let at = 0;
  for (let opening = 0; opening < MOST_OPENINGS; opening++) {
    const offset = answer.slice(at).search(/[[{]/);
    if (offset === -1) return;
    const start = at + offset;
    const end = endOf(answer, start);
    const value = end === -1 ? undefined : parse(answer.slice(start, end));
    if (value !== undefined) yield value;
    at = value === undefined ? start + 1 : end;
  }
}

/** Where the bracket that opens at `start` is closed again; -1 = nowhere. */
function endOf(text: string, start: number): number {
  const marks = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '{' || mark[0] === '[') depth++;
    else if (mark[0] === '}' || mark[0] === ']') depth--;
    if (depth === 0) return marks.lastIndex;
  }
  return -1;
}

function parse(json: string): unknown {
  return tryParse(json) ?? tryParse(withoutTrailingCommas(json));
}

function withoutTrailingCommas(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/gs, (_comma, text: string | undefined) => text ?? '');
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
