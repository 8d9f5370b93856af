/** What speaks for a category: a strong entry is enough, a weak one needs another. `*` stands for any ending. */
export interface CategoryWords {
  strong: string;
  weak?: string;
}

/** OpenMemory's suggested categories, with words and phrases in English and Chinese, separated by commas. */
export const CATEGORY_WORDS: Readonly<Record<string, CategoryWords>> = {
  personal: {
    strong:
      'my name is, name is, goes by, was born, born in, birthday, birthplace, hometown, years old, year old, lives in, live in, living in, resides in, moved to, moving to, grew up, nickname, hobby, hobbies, native language, mother tongue, speaks, my dog, my cat, pet, has a dog, has a cat, 生日, 出生, 名字, 我叫, 姓名, 住在, 搬到, 搬家, 爱好, 家乡, 老家, 母语, 宠物, 我的猫, 我的狗',
    weak: 'identity, age, dog, cat, apartment, house, 岁, 性别, 猫, 狗',
  },
  relationships: {
    strong:
      'wife, husband, spouse, girlfriend, boyfriend, fiance, fiancee, mother, father, mom, mum, dad, parents, brother, sister, siblings, son, daughter, kids, children, grandmother, grandfather, grandma, grandpa, grandparents, cousin, uncle, aunt, nephew, niece, married to, got married, wedding, divorced, engaged to, best friend, friend of, my friend, my friends, my partner, twins, 妻子, 老婆, 丈夫, 老公, 妈妈, 爸爸, 母亲, 父亲, 父母, 朋友, 女儿, 儿子, 孩子, 哥哥, 姐姐, 弟弟, 妹妹, 爷爷, 奶奶, 结婚, 离婚, 恋爱, 家人, 女朋友, 男朋友, 对象',
    weak: 'family, friend, friends, partner, married, dating, neighbour, neighbor, 亲戚, 邻居',
  },
  preferences: {
    strong:
      "prefer, prefers, preferred, preference, preferences, favourite, favourites, favorite, favorites, likes to, likes, i like, we like, they like, you like, user like, also like, really like, not like, don't like, doesn't like, would like to, liked, i love, we love, they love, really love, loves, loved, hate, hates, hated, dislike*, enjoy, enjoys, enjoyed, fond of, can't stand, big fan of, would rather, is into, always use, always uses, never use, never uses, 喜欢, 喜爱, 热爱, 爱吃, 爱喝, 爱看, 爱玩, 爱听, 爱穿, 爱用, 最爱, 讨厌, 偏好, 偏爱, 更愿意, 不吃, 不喝, 习惯用",
    weak: 'love, like, taste, 爱',
  },
  health: {
    strong:
      'allerg*, hospital, medication, medicine, vegetarian, vegan, gluten, lactose, illness, diagnosed, surgery, diabetes, diabetic, asthma, therapist, therapy, dentist, workout, workouts, gym, yoga, blood pressure, blood type, migraine*, insomnia, pregnan*, vaccinat*, symptom*, mental health, physiotherap*, my doctor, doctor appointment, see a doctor, calorie*, 过敏, 医生, 医院, 药物, 吃药, 服药, 生病, 健康, 失眠, 锻炼, 健身, 跑步, 素食, 吃素, 糖尿病, 高血压, 手术, 怀孕, 体检',
    weak: 'doctor, diet, dietary, sleep, pain, exercise, running, marathon, sick, weight, injury, injured, 睡眠, 运动, 减肥, 疼',
  },
  travel: {
    strong:
      'travel, travels, travelling, traveling, travelled, traveled, trip, trips, flight, flights, hotel, hotels, vacation, itinerary, airport, airbnb, passport, road trip, boarding pass, backpacking, cruise, sightseeing, visiting, fly to, flying to, flew to, 旅行, 旅游, 航班, 机票, 酒店, 签证, 度假, 出差, 机场, 护照, 行程',
    weak: 'visa, holiday, tour, visit, visited, journey, luggage, train to, abroad, 火车, 高铁, 景点',
  },
  work: {
    strong:
      'my job, new job, job at, job as, works at, work at, works for, work for, working for, works as, work as, worked at, worked for, working at, working as, career, colleague, colleagues, coworker, coworkers, co-worker, my boss, my manager, salary, promotion, promoted to, employer, employed, employee at, interview at, job interview, resigned, hired, works in, work from home, works from home, works remotely, onboarding, profession, occupation, data engineer, software engineer, freelanc*, 工作, 同事, 老板, 上班, 职位, 职业, 面试, 加班, 薪水, 工资, 升职, 辞职, 公司, 会议, 开会',
    weak: 'job, work, boss, manager, office, company, startup, client, clients, deadline, meeting, meetings, team, engineer, developer, nurse, lawyer, 团队, 客户',
  },
  education: {
    strong:
      "university, college, degree, studies, studying, studied, exam, exams, homework, thesis, dissertation, phd, bachelor*, master's, graduat*, scholarship, lecture, lectures, semester, tuition, high school, learning to, is learning, am learning, enrolled, 学校, 大学, 课程, 学习, 考试, 老师, 学生, 论文, 毕业, 上课, 作业, 高中, 小学, 博士, 硕士",
    weak: 'school, course, courses, student, students, study, teacher, professor, class, classes, learn, lesson, lessons, certificate, 学',
  },
  projects: {
    strong:
      'project, projects, roadmap, milestone, milestones, sprint, backlog, repository, repositories, monorepo, repo, prototype, deploy, deploys, deployed, deployment, deployments, release branch, code review, pull request, pull requests, tech stack, 项目, 里程碑, 部署, 上线, 发布, 仓库',
    weak: 'release, released, launch, launched, feature, branch, merge, ship, shipped, scope, 版本',
  },
  'ai/ml & technology': {
    strong:
      'ai, llm, llms, gpt*, machine learning, deep learning, neural, embedding, embeddings, gpu, gpus, algorithm*, software, programming, programmer, python, javascript, typescript, rust code, golang, kotlin, c++, c#, node.js, kubernetes, docker, api, apis, sql, database, databases, postgres*, mysql, sqlite, mongodb, redis, kafka, linux, ubuntu, macos, windows 11, github, gitlab, git, vim, neovim, emacs, vs code, vscode, dark mode, backend, frontend, front-end, back-end, react, vue, svelte, django, fastapi, terraform, aws, azure, npm, pnpm, yarn, webpack, vite, eslint, pytest, unit tests, continuous integration, ci/cd, microservice*, ollama, 人工智能, 机器学习, 深度学习, 大模型, 神经网络, 编程, 代码, 数据库, 服务器, 算法, 程序, 前端, 后端, 软件',
    weak: 'ml, model, models, server, servers, cloud, framework, library, libraries, code, coding, java, rust, cluster, cache, queue, endpoint, script, compiler, laptop, tests, test, port, indentation, tabs, 模型, 框架, 接口, 电脑, 部署',
  },
  'technical support': {
    strong:
      'bug, bugs, crash, crashes, crashed, crashing, troubleshoot*, stack trace, exception, exceptions, outage, reinstall*, error message, error code, throws an error, error when, not working, stopped working, segfault, memory leak, regression, workaround, 故障, 报错, 崩溃, 修复, 无法启动, 错误代码, 卡死',
    weak: 'error, errors, fix, fixed, issue, issues, broken, fails, failed, failing, timeout, restart, 错误, 问题',
  },
  finance: {
    strong:
      'budget, mortgage, loan, loans, invest, invests, investing, invested, investment, investments, stock market, stocks, savings, tax, taxes, pension, bank account, credit card, debit card, income, expenses, insurance, crypto, bitcoin, retirement, dividend*, net worth, 预算, 银行, 贷款, 房贷, 投资, 股票, 税务, 纳税, 交税, 报税, 个税, 房租, 保险, 理财, 存款, 基金, 信用卡',
    weak: 'bank, rent, stock, credit, debit, price, cost, costs, euros, euro, dollars, usd, eur, salary, 元, 钱, 费用',
  },
  shopping: {
    strong:
      'bought, purchase, purchased, purchases, shopping, amazon, wish list, wishlist, grocery, groceries, discount, coupon, my order, ordered a, ordered an, ordered the, online store, wants to buy, want to buy, plans to buy, need to buy, 购买, 买了, 想买, 要买, 订单, 购物, 打折, 淘宝, 京东, 下单',
    weak: 'buy, buying, order, ordered, store, price, delivery, delivered, cart, shop, 快递, 买',
  },
  legal: {
    strong:
      'lawyer, attorney, lawsuit, court, gdpr, hipaa, patent, patents, copyright, nda, signed a contract, signed the contract, signed contract, employment contract, compliance, legal, lease agreement, trademark, mit licence, mit license, 合同, 律师, 法院, 法律, 专利, 诉讼, 版权',
    weak: 'contract, licence, license, lease, clause, sue, 协议',
  },
  entertainment: {
    strong:
      'movie, movies, netflix, podcast, podcasts, concert, concerts, album, albums, novel, novels, video game, video games, board game, board games, tv show, tv shows, tv series, anime, manga, theatre, theater, guitar, piano, violin, jazz, playstation, xbox, nintendo, playlist, spotify, comedy, sci-fi, reading books, 电影, 音乐, 歌曲, 唱歌, 听歌, 演唱会, 小说, 游戏, 电视剧, 动漫, 综艺, 钢琴, 吉他',
    weak: 'film, films, music, band, song, songs, book, books, game, games, gaming, series, show, watch, watched, 看书, 球',
  },
  messages: {
    strong:
      'email from, emailed, inbox, voicemail, newsletter, text message, text messages, whatsapp, telegram chat, slack message, slack channel, sent a message, messaged, 邮件, 短信, 微信, 收件箱',
    weak: 'email, emails, message, slack, reply, replied, 消息',
  },
  'customer support': {
    strong:
      'customer service, customer support, support ticket, support tickets, refund, refunded, refunds, complaint, complaints, helpdesk, help desk, call centre, call center, sla, 客服, 退款, 投诉, 售后, 工单',
    weak: 'customer, customers, ticket, tickets, support',
  },
  'product feedback': {
    strong:
      'feature request, feature requests, user feedback, customer feedback, product feedback, feedback on, usability, user survey, product review, nps, 产品反馈, 用户反馈, 功能建议, 功能请求, 用户体验, 差评, 好评',
    weak: 'feedback, rating, review, reviews, survey, suggestion, suggestions, confusing, 反馈, 评价, 建议',
  },
  news: {
    strong:
      'breaking news, the news, news article, headline, headlines, election, elections, prime minister, parliament, 新闻, 头条, 选举, 大选',
    weak: 'news, president, government, 政府, 总统',
  },
  organization: {
    strong:
      'calendar, appointment, appointments, reminder, reminders, remind me, to-do, todo list, to-do list, agenda, checklist, standup, stand-up, every monday, every tuesday, every wednesday, every thursday, every friday, every saturday, every sunday, every week, every morning, weekly, biweekly, scheduled for, rescheduled, meeting on, meeting at, meeting with, deadline is, due on, due by, 日程, 预约, 提醒, 待办, 每周, 每天, 每月, 安排在, 开会',
    weak: 'schedule, scheduled, meeting, deadline, monthly, daily, booked, organise*, organize*, 安排',
  },
  goals: {
    strong:
      'my goal, goal is, goals, plans to, plan to, planning to, planning a, plans for, wants to learn, want to learn, wants to become, want to become, wants to move, want to move, wants to start, want to start, wants to visit, want to visit, hopes to, hope to, dreams of, dream of, dream is, aims to, aim to, aspires to, resolution, intends to, intend to, saving for, training for, would like to learn, bucket list, 目标, 计划, 打算, 梦想, 希望能, 想学, 立志',
    weak: 'goal, wants to, want to, hope, dream, plan, plans, 想要, 希望',
  },
};
