/** Words that hold a sentence together and say nothing by themselves, in lower case and without apostrophes. */
const ENGLISH = `a an and are as at be been being but by can cant cannot could couldnt did didnt do does doesnt doing done
dont each either else ever every for from get gets getting got had has hasnt have havent having he her here hers him his
how however i if ill im in into is isnt it its ive just let lets like likely many maybe me might more most much my myself no
nor not now of off oh on once only onto or other our ours out over own per please quite rather really same shall she should
so some somehow something still such than that thats the their theirs them then there theres these they theyre this those
though through thus to too toward under until up upon us very via was wasnt we well were werent what whats when where
whether which while who whom whose why will with within without wont would wouldnt yes yet you youll your youre yours
youve about above after again against all almost along already also although always am among any anything around away
back because before behind below between both down during few further id`;

/** Who speaks, where a conversation is written as a text. */
const ROLES = 'user assistant system agent human';

const CHINESE = `的 了 是 我 你 您 他 她 它 我们 你们 他们 她们 大家 自己 在 和 与 跟 及 也 都 就 才 又 再 还 很 更 最 太 这 那 这个 那个
这些 那些 这里 那里 有 没 没有 不 不是 不过 但 但是 可是 而 而且 或 或者 因为 所以 如果 虽然 吗 呢 吧 啊 呀 哦 嗯 把 被 对 对于 从 到 向 为
为了 以 以及 之 之前 之后 一个 一些 一下 一 上 下 中 里 会 能 可以 可能 应该 要 想 说 着 过 地 得 什么 怎么 怎样 怎么样 为什么 谁 哪 哪里 哪个
几 多少 如何 是否 已经 正在 最近 现在 目前 然后 其实 真的 非常 比较 特别 请 请问 谢谢 你好 您好 好的 等 等等 个`;

const JAPANESE =
  'の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この その です ます か ね よ';

const EUROPEAN = `der die das und ist ein eine einen einem einer ich nicht mit zu von im den dem des es sie wir ihr auch auf für bei aus
el la los las de que y en un una es por con para se su lo le les des et est il elle une du dans pour sur pas je nous vous
di che non per sono и в не на я что с по это как`;

export const STOP_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, ROLES, CHINESE, JAPANESE, EUROPEAN].flatMap((words) => words.split(/\s+/)),
);
