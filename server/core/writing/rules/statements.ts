import { countWords, isUnspaced } from '../../text/sentences.js';

const GREETING =
  /^(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|night)|greetings|welcome|bye|goodbye|see you|cheers|thanks?|thank you|thx|ty|many thanks|np|no problem|you'?re welcome|my pleasure|sure|ok(?:ay)?|alright|great|nice|cool|awesome|perfect|wonderful|sounds good|got it|i see|understood|yes|yeah|yep|no|nope|hmm+|haha+|lol|wow|please|sorry|how are you(?: doing)?|i(?:'m| am) (?:fine|good|well|doing (?:well|great|good))(?: thanks?| thank you)?|你好|您好|嗨|谢谢|多谢|再见|早上好|晚安|好的|好|嗯+|是的|不客气|哈+|hallo|guten (?:tag|morgen|abend)|danke|bonjour|merci|hola|gracias)(?:\s+(?:there|all|everyone|again|so much|very much|a lot|you|for (?:your|the) \w+|guys|team|claude|assistant))*[\s\p{P}\p{S}]*$/iu;
const QUESTION = /[?？]["')\]]*$/;
const ASKING =
  /^(?:who|what|when|where|why|how|which|whose|is|are|was|were|do|does|did|can|could|would|should|will|have|has|may|might)\b[^.!]*$|^(?:请问|为什么|怎么|怎样|谁|哪|什么|几)|(?:吗|呢)[。！]?$/i;
const REQUEST =
  /^(?:please\b|can you|could you|would you|will you|help me|tell me|show me|give me|write (?:me|a|an|the)|explain|summari[sz]e|translate|generate|create (?:a|an|me)|list (?:all|the|me)|find (?:me|the|all)|let'?s (?:see|go|start|try)|let me know|run (?:the|it|this)|open (?:the|a)|fix (?:the|this|it)\b|i want you to|i need you to|make it|try (?:again|to))|^(?:请(?!问)|帮我|给我|告诉我|你能|你可以|麻烦|翻译|写一)/i;
const BOILERPLATE =
  /^(?:sure|of course|certainly|absolutely|here(?:'s| is| are)|i(?:'d| would) be happy|i can help|i'?ll help|happy to help|as an ai|i'?m (?:an ai|sorry|glad|here to)|i hope (?:this|that)|feel free|let me (?:know|see|check|look|think)|great question|good question|is there anything|how can i|what can i|noted|thanks for|thank you for|i (?:understand|see)\b|no worries|sounds (?:good|great)|that(?:'s| is) (?:great|good|nice|awesome|wonderful|amazing|a good)|当然|好的|没问题|很高兴|希望|如果您|作为)/i;

const FEWEST_LETTERS = 4;

/** Small talk, questions and orders tell nothing that is worth keeping. */
export function isSmallTalk(sentence: string): boolean {
  return (
    GREETING.test(sentence.slice(0, 120)) ||
    (sentence.match(/\p{L}/gu)?.length ?? 0) < (isUnspaced(sentence) ? 2 : FEWEST_LETTERS)
  );
}

export function isQuestion(sentence: string): boolean {
  return QUESTION.test(sentence.slice(-8)) || ASKING.test(sentence.slice(0, 300));
}

export function isRequest(sentence: string): boolean {
  return REQUEST.test(sentence);
}

export function isBoilerplate(sentence: string): boolean {
  return BOILERPLATE.test(sentence);
}

/** Long enough to say something of somebody. */
export function isStatement(sentence: string): boolean {
  return !isSmallTalk(sentence) && !isQuestion(sentence) && !isRequest(sentence) && countWords(sentence) >= 2;
}

/** What an assistant said is kept only where it holds something particular: a number, a name, a decision. */
export function isParticular(sentence: string): boolean {
  return (
    /\d/.test(sentence) ||
    /(?<=[\p{L}\p{N},;:]\s)\p{Lu}\p{L}+/u.test(sentence.replace(/\bI\b/g, 'i')) ||
    /\b(?:decided|confirmed|agreed|booked|scheduled|prefers?|deployed|fixed|released)\b|决定|确认|预订|喜欢/i.test(
      sentence,
    )
  );
}
