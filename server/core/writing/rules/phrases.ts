/**
 * What people say without telling anything. Every entry is the source of a regular expression, in lower case; those of
 * scripts with spaces match whole words. Of what begins alike in one entry, the longer stands first.
 */
const ENGLISH_SMALL_TALK = [
  'hi|hiya|hello|hey|yo|heya|howdy|greetings|welcome(?: back)?|good (?:morning|afternoon|evening|night|day)|morning',
  'bye(?: bye)?|goodbye|see (?:you|ya)(?: later| soon| tomorrow)?|take care|have a (?:nice|good|great) (?:day|one|evening|weekend)',
  'thank you|thanks?|thx|ty|tysm|many thanks|thanks in advance|cheers|much appreciated|appreciated?',
  'so much|very much|a lot|a million|again|in advance|there|all|everyone|everybody|guys|folks|team|buddy|mate|man|dude|claude|chatgpt|assistant|today',
  'for (?:your|the|all|everything)(?: your| the)?(?: \\w+)?|to you(?: too)?|you too',
  "you(?:'re| are) (?:very |most )?welcome|my pleasure|no (?:problem|worries|prob)|np|don't (?:worry|mention it)|anytime|glad to help|happy to help",
  "how are you(?: doing)?|how's it going|what's up|sup|i(?:'m| am) (?:fine|good|well|ok(?:ay)?|doing (?:well|great|good|fine))|nice to (?:meet|see) you",
  'ok(?:ay)?|k|kk|alright|all right|right|sure(?: thing)?|fine|great(?: job| work| idea| stuff)?|nice(?: one| work| job)?|good(?: one| work| job)?|well done|cool|awesome|amazing|perfect|excellent|wonderful|fantastic|brilliant|lovely|sweet|super|neat',
  "yes|yeah|yep|yup|ya|yea|no|nope|nah|of course|absolutely|definitely|certainly|exactly|indeed|totally|agreed|correct|true|got it|gotcha|i see|understood|makes sense|that makes sense|noted|will do|i will do that|done|i(?:'m| am) done|roger",
  "sounds (?:good|great|fine|nice|like a plan)|looks (?:good|great|fine)(?: to me)?|lgtm|good (?:to know|point|question|idea)|that(?:'s| is| was)? (?:works?|worked|great|good|nice|awesome|wonderful|amazing|perfect|cool|fine|helpful|it|all|right|correct)|it works|works",
  'h+m+|u+h+|u+m+|a+h+|o+h+|w+o+w+|w+o+h+o+|(?:ha){1,40}h?|(?:he){2,40}|lol|lmao|rofl|omg|brb|btw|fyi|idk|ikr|tbh|yay',
  "please|pls|plz|sorry|my bad|oops|excuse me|i don't know|no idea|not sure|i(?:'m| am) not sure|i guess|i think so|maybe|perhaps|it depends|depends|whatever|never ?mind|nvm|interesting|really|seriously|same here|me too",
  'one (?:moment|second|sec|minute)|just a (?:moment|second|sec|minute)|hold on|wait|hang on|let me (?:see|check|think)|see (?:above|below)|here(?: you go| it is| we go)|go (?:on|ahead)|continue|next|test|testing|asdf',
];

const OTHER_SMALL_TALK = [
  "hallo|servus|moin|guten (?:tag|morgen|abend)|gute nacht|zusammen|danke(?: schön| sehr| dir| ihnen)?|vielen dank|bitte(?: schön| sehr)?|gern(?:e)?|tschüss|alles klar|genau|wie geht(?:'s|s| es)(?: dir| ihnen)?|ja|nein|gut|prima",
  "bonjour|bonsoir|salut|coucou|merci(?: beaucoup| bien)?|de rien|d'accord|au revoir|oui|non|s'il (?:te|vous) plaît|comment (?:ça va|vas-tu|allez-vous)|ça va|très bien",
  'hola|buen(?:os|as) (?:días|tardes|noches)|(?:muchas )?gracias|de nada|adiós|hasta luego|vale|sí|por favor|qué tal|cómo estás|muy bien',
  'olá|oi|obrigad[oa]|bom dia|boa (?:tarde|noite)|tchau|ciao|grazie(?: mille)?|buon(?:giorno|asera)|prego|arrivederci|hoi|dank (?:je|u)(?: wel)?',
  'привет|здравствуйте|спасибо(?: большое)?|пока|до свидания|хорошо|ладно|да|нет|пожалуйста|как дела|добр(?:ый день|ое утро|ый вечер)|дякую',
  'مرحبا|شكرا(?: لك| جزيلا)?|السلام عليكم|नमस्ते|धन्यवाद|안녕(?:하세요)?|감사합니다|고마워요?|고맙습니다|네|아니요|merhaba|teşekkürler|cześć|dziękuję',
];

const UNSPACED_SMALL_TALK = [
  '你好(?:啊|呀)?|您好|大家好|嗨|哈喽|早(?:上好|安)?|中午好|下午好|晚上好|晚安|再见|拜拜|回头见|在吗|在不在',
  '(?:非常|太|多)?(?:谢谢|感谢)(?:你|您|大家)?(?:了|啦|啊)?(?:的(?:帮助|支持|回答|解答))?|多谢|谢啦|不客气|没关系|没事(?:的|儿)?|没问题|辛苦了|麻烦了|不好意思|抱歉|对不起',
  '好(?:的|吧|啊|呀|滴|嘞|啦)?|行(?:吧)?|可以(?:的)?|嗯+|哦+|噢|啊+|哈+|呵+|嘿+|是(?:的|啊)?|对(?:的|啊)?|不(?:是|对|用|用了|行)|收到|明白(?:了)?|知道了|懂了|了解(?:了)?|原来如此|当然|太好了|太棒了|真棒|厉害|不错|加油|继续|稍等|等等|算了|随便|不知道|不清楚',
  'ありがとう(?:ございま(?:す|した))?|どうも|こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|おやすみ(?:なさい)?|さようなら|はい|いいえ|うん|すみません|ごめん(?:なさい)?|お願いします|よろしく(?:お願いします)?|了解(?:です|しました)?|なるほど|お疲れ様(?:です|でした)?',
  'สวัสดี(?:ครับ|ค่ะ)?|ขอบคุณ(?:ครับ|ค่ะ|มาก)?|โอเค|ครับ|ค่ะ',
];

export const SMALL_TALK: readonly string[] = [...ENGLISH_SMALL_TALK, ...OTHER_SMALL_TALK];
export const SMALL_TALK_UNSPACED: readonly string[] = UNSPACED_SMALL_TALK;

/** How questions begin that carry no question mark. Words alone are not enough: `Is allergic to nuts` tells something. */
export const QUESTION_OPENINGS: readonly string[] = [
  "(?:is|are|am|was|were|do|does|did|can|could|would|should|will|shall|have|has|had|may|might)(?:n't)? (?:i|you|he|she|it|we|they|this|that|these|those|there|anyone|anybody|someone|somebody|everyone|u)\\b",
  "(?:who|what|when|where|why|how|which)(?:'s|'re|'d|s)? (?:is|are|was|were|am|do|does|did|can|could|would|should|will|shall|has|have|had|about|if|come|many|much|long|often|far|old|to|else|not)\\b",
  "(?:what|who|where|when|how)(?:'s|'re|'d)\\b|why\\b|whose \\w+ (?:is|are|was)\\b",
  '(?:what|which) (?!(?:i|you|he|she|it|we|they) )(?:\\w+ ){1,3}(?:is|are|was|were|do|does|did|can|should|would|will|has)\\b',
  '(?:kannst|könntest|weißt|hast|bist|willst|magst|wirst|darf|soll|muss) (?:du|ich|man|er|sie|wir|ihr)\\b|(?:können|könnten|haben|wissen) (?:sie|wir)\\b|(?:wie|was|wo|wer|warum|wann|wieso|weshalb|wohin|woher) (?:ist|sind|geht|kann|macht|heißt|hast|bist|war|soll|wird|kommt|funktioniert|viele?)\\b',
  "est-ce qu|qu'est-ce|(?:peux|veux|sais|as|es)-tu|(?:pouvez|savez|avez|êtes)-vous|(?:comment|pourquoi|combien) \\w",
  '(?:как|что|где|когда|почему|зачем|кто) (?:мне|ты|вы|это|такое|можно|сделать|дела)(?![\\p{L}])',
];

/** How one asks a person or an assistant to do something, whatever it is. */
export const REQUEST_OPENINGS: readonly string[] = [
  "(?:please|pls|plz|kindly) (?!note|remember|keep in mind|be aware|always|never|use|avoid|prefer|do not|don't)",
  '(?:help|tell|show|give|teach|send) (?:me|us)\\b(?! (?:is|was|are|were)\\b)',
  "let's (?:see|go|start|try|begin|continue)\\b|let me know\\b",
  "i (?:want|need|would like|'d like) you to (?!know|remember)",
  "bitte (?:schreib|erklär|hilf|mach|zeig|gib|sag)|hilf mir|s'il (?:te|vous) plaît|aide-moi|dis-moi|ayúdame|dime|por favor|помоги|скажи|расскажи|покажи|напиши",
  '请(?!问|假|求|客|教|勿|记住|注意|了|过|到)|帮(?:我|忙)(?!妈|爸|们|的|朋友|姐|妹|哥|弟|老)|给我(?!们|的)|告诉我|麻烦(?:你|您|帮)|(?:你|您)(?:能|可以|帮)|能(?:不能|否)|可不可以',
  '(?:翻译|解释|总结|介绍|分析|说明|列出|写|讲|说|画|生成|检查|修改)(?:一下|一个|一首|一篇|一段|个|这|下面)|我想(?:问|知道)',
];

/** Verbs of orders; with a particular object they ask an assistant for work: `Refactor this function`. */
export const ORDER_VERBS =
  'add|analy[sz]e|answer|build|calculate|change|check|clean up|compare|complete|continue|convert|create|debug|delete|describe|do|draft|edit|expand|explain|find|finish|fix|format|generate|give|implement|improve|install|list|look (?:at|up|for|into)|make|merge|move|open|optimi[sz]e|outline|paraphrase|print|proofread|read|recommend|redo|refactor|remove|rename|replace|rephrase|retry|review|rewrite|run|search(?: for)?|shorten|show|simplify|solve|sort|start|suggest|summari[sz]e|tell|test|translate|try|turn|undo|update|use|verify|write';
export const ORDER_OBJECTS =
  'the|this|that|it|these|those|them|a|an|some|another|all|my|our|your|me|again|same|one|two|three';
export const ORDER_LEADS =
  'now|then|next|also|and|ok|okay|so|but|just|instead|first|finally|yes|please|thanks|great|perfect';

/** How sentences begin that only keep a conversation going, whoever says them. */
export const COURTESY_OPENINGS: readonly string[] = [
  '(?:(?:great|good|excellent|interesting|nice) (?:question|choice|idea|point|one)|thanks? (?:you )?(?:so much )?for [^,;]{0,60})[.!]*$',
  "(?:(?:it|that)(?:'s| is| sounds) )?(?:(?:so|really|very|a) )?(?:great|nice|good|wonderful|amazing|awesome|fantastic|lovely)(?: to (?:hear|meet|see|know)\\b[^,;]*)?[.!]*$|congratulations\\b[^,;]*$",
  "(?:please )?(?:feel free|don't hesitate) to|(?:please )?let me know|(?:i )?hope (?:this|that|it|you)\\b[^.,;]{0,40}(?:helps?|well|useful)",
  "i (?:understand|see)(?:[.,!]|$)|you(?:'re| are) (?:very |most )?welcome[.!]*$|(?:how|what) can i (?:help|do)|as an? (?:ai|large language|language) ",
  '当然可以|很高兴(?:为|能帮|认识|见到)|希望(?:这|以上|能帮|对你|对您)|如果(?:你|您)(?:有|还|需要)|作为(?:一个|一名|一款)?(?:ai|人工智能|语言模型|大语言|助手)',
];

/** How an assistant begins what it says of itself and of its work: offers, apologies, announcements. */
export const ASSISTANT_OPENINGS: readonly string[] = [
  "(?:sure|of course|certainly|absolutely|no problem|great|got it|noted|okay|alright)[!,.]? (?:here|i(?:'ll| will| can|'d)|let me|let's|happy|that|what|how)\\b",
  "here(?:'s| is| are) (?:a|an|the|your|some|how|what|my|one|two|three)\\b[^.]{0,200}:$",
  "i(?:'m| am) (?:just |only )?an? (?:ai|language model|assistant)\\b|i(?:'d| would) be (?:happy|glad) to|i(?:'m| am) (?:happy|glad|here|always here) to (?:help|assist|hear)",
  "i(?:'m| am) sorry,? (?:but|for|to hear)|i apologi[sz]e|my apologies|let me (?:check|see|look|think|explain|take a look|walk you)",
  "(?:is|if) there(?:'s| is)? anything|if you (?:have|need|want|would like|'d like)|would you like|do you (?:want|need|have)",
  "i(?:'ll| will| can| could)(?: certainly| gladly)? (?:help|assist|explain|walk you|show you|provide|do that|keep that in mind|remember that|make a note)",
  "i(?:'ve| have) (?:noted|saved|remembered|stored)|(?:it|that)(?:'s| is| was| sounds) (?:(?:so|really|very|a) )?(?:great|nice|good|wonderful|amazing|awesome)\\b",
  'i (?:understand|see) (?:that you|how you|your (?:concern|frustration|question))',
  '(?:当然|好的|没问题)[，,！!。]|很高兴|如果(?:你|您)想|以下是|有什么(?:我)?(?:可以|能)|我(?:可以|能|会|来|很乐意)帮|我是(?:一个|一名)?(?:ai|人工智能|助手|语言模型)|感谢(?:你|您)的',
];

/** In what an assistant says, signs of something settled. */
export const SETTLED =
  '\\b(?:decided|confirmed|agreed|booked|scheduled|prefers?|deployed|fixed|released|merged|migrated|configured|chose|chosen)\\b|决定|确认|预订|喜欢|已(?:经)?(?:部署|发布|修复|完成|配置)';
