/** Words that say nothing about what a text is about. English contractions stand without their apostrophe. */
const ENGLISH =
  'a an and are as at be been being but by can cannot cant could couldnt did didnt do does doesnt doing dont done down during each either else ever ' +
  'for from further had hadnt has hasnt have havent having he her here hers herself hes him himself his how i if im in into is isnt it its itself ' +
  'ive just lets many may me might more most much must my myself neither no nor not of off oh on once only or other our ours ourselves out over own ' +
  'same shall she shes should shouldnt so some such than that thats the their theirs them themselves then there these they theyre this those ' +
  'though through to too under until up upon us very was wasnt we were werent what whats when where which while who whom whose why will with wont would ' +
  'wouldnt yes you youre your yours yourself yourselves also about any both because before after again between am youve weve theyve ill';
const OTHER_LATIN =
  'der das und ist nicht ein eine einen einem ich wir mit von zu den dem auf fur ' +
  'el la los las del que y en un una por para como su es ' +
  'le les des du et est une dans pour qui je il elle nous vous ce cette aux sur';
const CYRILLIC =
  'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему ' +
  'теперь когда даже ну ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя ничего ей они тут где есть ' +
  'надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет кто этот это эта какой какая какие';
const ARABIC_AND_HEBREW =
  'في من على الي عن ان هذا هذه التي الذي ما هل كان مع او و ثم של את על עם זה זו הוא היא אני לא כי מה איפה מי אל';
const UNSPACED =
  '的 了 着 过 吗 呢 吧 啊 么 什么 时候 什么时候 是 在 和 与 或 也 都 就 很 我 你 他 她 它 我们 你们 他们 她们 这 那 这个 那个 哪 哪个 哪些 哪里 谁 怎么 怎样 为什么 多少 几 有 没 不 被 把 对 从 到 ' +
  'の は を に が と で も へ や か な よ ね た て だ です ます した する ました いる ある こと これ それ あれ 何 どこ 誰 いつ から まで';

/** Words that carry little: they count for less than a word that few texts have. */
const LIGHT =
  'get got go thing things something anything everything someone really good great nice well lot lots bit kind way make made like know think ' +
  'want need say said tell told see look feel come take give new one two time day today now back still always never sure thank thanks ' +
  'user hey hi hello wow yeah ok okay cool awesome amazing glad happy love hope keep let try use used going';

export interface StopWords {
  /** Of a word in lower case, folded. */
  isStop(word: string): boolean;
  /** Of a stem. */
  isLight(stem: string): boolean;
}

/** The lists, ready to ask. */
export function createStopWords(stem: (word: string) => string): StopWords {
  const stops = new Set(`${ENGLISH} ${OTHER_LATIN} ${CYRILLIC} ${ARABIC_AND_HEBREW} ${UNSPACED}`.split(' '));
  const light = new Set(LIGHT.split(' ').map(stem));
  return { isStop: (word) => stops.has(word), isLight: (word) => light.has(word) };
}
