import { isUnspaced } from '../text/scripts.js';
import type { Evidence } from './evidence.js';
import { formatMoment } from './prompt.js';

export interface ExtractiveAnswer {
  text: string;
  /** What it quotes. */
  quoted: Evidence[];
}

interface Phrases {
  found: string;
  nothing: string;
  quoted: string;
  noModel: string;
  modelAway: (name: string) => string;
  greeting: string;
  kinds: Record<Evidence['source']['kind'], string>;
}

const ENGLISH: Phrases = {
  found: 'Here is what your memory holds about it:',
  nothing:
    'Your memory holds nothing about this yet. Tell me what to remember, add it with `loci add "..."`, or let an agent write it through MCP.',
  quoted: 'This is quoted, not put into sentences.',
  noModel:
    'No language model is connected. To connect one: start Ollama and choose a model here, or start the service with `--ollama-url http://127.0.0.1:11434`, or name an OpenAI-compatible server in `LOCI_OPENAI_BASE_URL` with `LOCI_MODEL`.',
  modelAway: (name) =>
    `The model ${name} does not answer now. Check that its server is running, or choose another model.`,
  greeting: 'Hello. I am Loci: ask me about what you told me, saw or did, and I look it up in your memory.',
  kinds: { memory: 'memory', screen: 'on the screen', activity: 'activity', conversation: 'conversation' },
};

const CHINESE: Phrases = {
  found: '你的记忆里有这些相关内容：',
  nothing: '你的记忆里还没有相关内容。可以直接告诉我，用 `loci add "..."` 添加，或让智能体通过 MCP 写入。',
  quoted: '以上是原文摘录。',
  noModel:
    '尚未连接语言模型。连接方法：启动 Ollama 并在这里选择模型，或用 `--ollama-url http://127.0.0.1:11434` 启动服务，或在 `LOCI_OPENAI_BASE_URL` 与 `LOCI_MODEL` 中指定兼容 OpenAI 的服务器。',
  modelAway: (name) => `模型 ${name} 现在没有应答。请检查它的服务是否在运行，或选择其他模型。`,
  greeting: '你好，我是 Loci：你告诉过我的、在屏幕上看到的、做过的事，都可以问我，我会在你的记忆里查找。',
  kinds: { memory: '记忆', screen: '屏幕', activity: '操作', conversation: '对话' },
};

const GREETING =
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|who are you|what (?:can|do) you do|你好|您好|嗨|你是谁|你能做什么|你会什么)(?:\W|[呀啊吗呢]|$)/iu;
const LONGEST_GREETING = 40;

const MOST_QUOTED = 5;
const LONGEST_QUOTE = 500;
/** What is less alike than this share of the best is left out. */
const NEAR_BEST = 0.5;

/** An answer in the words of what was found, with times and places; in Chinese where the question is. */
export function answerFromEvidence(
  question: string,
  evidence: readonly Evidence[],
  modelAway: string | null,
): ExtractiveAnswer {
  const phrases = isUnspaced(question) ? CHINESE : ENGLISH;
  const why = modelAway === null ? phrases.noModel : phrases.modelAway(modelAway);
  const best = Math.max(0, ...evidence.map(({ similarity }) => similarity));
  const quoted = evidence.filter(({ similarity }) => similarity >= NEAR_BEST * best).slice(0, MOST_QUOTED);
  const isGreeting = question.length <= LONGEST_GREETING && GREETING.test(question);
  if (isGreeting) return { text: `${phrases.greeting}\n\n${why}`, quoted: [] };
  if (quoted.length === 0) return { text: `${phrases.nothing}\n\n${why}`, quoted };
  const lines = quoted.map(
    ({ source, text }) =>
      `- ${quote(text)} (${phrases.kinds[source.kind]}, ${formatMoment(source.at)}, ${source.app}${source.link === undefined ? '' : `, ${source.link}`})`,
  );
  return { text: `${phrases.found}\n\n${lines.join('\n')}\n\n${phrases.quoted} ${why}`, quoted };
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE).toWellFormed()}…`;
}
