/** What speaks for a category, in English and Chinese. Whole words; a trailing `*` stands for any ending. */
const LEXICON: Record<string, string> = {
  personal:
    'born birthday birthplace hometown years old my name is lives in live in moved to hobby hobbies grew up nickname 生日 出生 名字 我叫 住在 搬到 爱好 家乡',
  relationships:
    'wife husband partner girlfriend boyfriend mother father mom dad parents brother sister son daughter friend friends cousin uncle aunt married wedding divorced family 妻子 老婆 丈夫 老公 妈妈 爸爸 父母 朋友 女儿 儿子 哥哥 姐姐 弟弟 妹妹 结婚 家人',
  preferences:
    'like likes liked love loves prefer prefers preferred favourite favorite hate hates dislike dislikes enjoy enjoys fond of 喜欢 爱吃 爱喝 爱看 讨厌 偏好 最爱 不喜欢 爱',
  health:
    'allerg* doctor hospital medicine medication diet dietary vegetarian vegan illness sick pain sleep exercise workout gym running yoga blood therapy dentist surgery diabetes asthma 过敏 医生 医院 药 生病 健康 睡眠 锻炼 素食',
  travel:
    'travel* trip flight flights hotel vacation holiday airport visa itinerary tour visited visiting journey passport 旅行 旅游 航班 机票 酒店 签证 度假',
  work: 'job work works working career colleague colleagues boss manager office salary promotion interview employer company meeting client startup hired deadline 工作 公司 同事 老板 会议 职位 面试 加班',
  education:
    'school university college degree course courses student studying study exam teacher professor thesis phd learning lecture homework 学校 大学 课程 学习 考试 老师 学生 论文',
  projects:
    'project projects roadmap milestone release sprint repository repo prototype launch backlog feature deploy* 项目 里程碑 发布 上线 部署',
  'ai/ml & technology':
    'ai ml llm machine learning neural model models embedding* gpu algorithm software programming python javascript typescript rust java kubernetes docker api database server servers cloud framework library code coding postgres* redis linux cluster 人工智能 机器学习 模型 编程 代码 数据库 服务器 算法',
  'technical support':
    'bug bugs error errors crash* troubleshoot* broken fix fixed issue issues stack trace exception outage reinstall 故障 报错 崩溃 修复',
  finance:
    'budget bank mortgage loan invest* stock stocks savings tax taxes rent income expense* insurance pension credit debit 预算 银行 贷款 投资 股票 税 房租 保险',
  shopping:
    'buy bought purchase* order ordered shopping store price discount delivery amazon cart 购买 买了 订单 购物 打折',
  legal:
    'contract lawyer attorney court lawsuit licence license legal gdpr compliance patent copyright nda 合同 律师 法院 法律 专利',
  entertainment:
    'movie movies film films music band concert song songs album book books novel game games gaming series netflix podcast theatre theater guitar piano 电影 音乐 歌 演唱会 小说 游戏 电视剧',
  messages: 'email emails message messages slack inbox voicemail newsletter 邮件 短信 消息',
  'customer support': 'support ticket refund complaint customer service customer customers helpdesk 客服 退款 投诉',
  'product feedback': 'feedback feature request review rating usability survey 反馈 建议 评价',
  news: 'news headline election president government breaking 新闻 选举 政府',
  organization:
    'calendar schedule appointment reminder todo to-do agenda organise organize checklist every monday every tuesday every wednesday every thursday every friday weekly 日程 预约 提醒 待办 每周',
  goals:
    'goal goals plan to plans to planning to want to wants to hope to hopes to dream of aim to resolution aspire* intends to 目标 计划 打算 想要 希望 梦想',
};

const MOST = 3;
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/&-]/g, '\\$&');

/** Phrases of several words are listed with what joins them; everything else is one entry a word. */
const PHRASES =
  /years old|my name is|lives in|live in|moved to|grew up|fond of|machine learning|stack trace|customer service|feature request|every (?:mon|tues|wednes|thurs|fri)day|plans? to|planning to|wants? to|hopes? to|dream of|aim to|intends to/g;

interface Matcher {
  name: string;
  latin: RegExp;
  unspaced: string[];
}

function matcherOf(name: string, entries: string): Matcher {
  const phrases = entries.match(PHRASES) ?? [];
  const words = entries.replace(PHRASES, ' ').split(/\s+/).filter(Boolean);
  const unspaced = words.filter((word) => /\p{Script=Han}/u.test(word));
  const latin = [...phrases, ...words.filter((word) => !unspaced.includes(word))];
  const source = latin
    .map((word) => (word.endsWith('*') ? `${escape(word.slice(0, -1))}\\w*` : escape(word)))
    .join('|');
  return { name, latin: new RegExp(`(?<![\\w-])(?:${source})(?![\\w-])`, 'gi'), unspaced };
}

const MATCHERS = Object.entries(LEXICON).map(([name, entries]) => matcherOf(name, entries));

/** Up to three categories that the words of a text speak for, the clearest first; none where nothing does. */
export function categorise(text: string): string[] {
  const start = text.slice(0, 5000);
  const scored = MATCHERS.map(({ name, latin, unspaced }) => ({
    name,
    score:
      new Set((start.match(latin) ?? []).map((word) => word.toLowerCase())).size +
      unspaced.filter((word) => start.includes(word)).length,
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ name }) => name);
}
