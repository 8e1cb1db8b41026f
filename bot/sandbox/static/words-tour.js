// The words of the guided tour, and the samples that it puts into the input.

export const TOUR = {
  zh: {
    tour: "导览", tourOffer: "第一次来？", tourOfferText: "六步走完一条信息的一生：报送、审核、选题、预约、月底、出刊。约三分钟，随时可以离开。", tourYes: "开始导览", tourNo: "自己看看",
    tourCount: "第 {n} 步，共 {of} 步", tourSkip: "离开导览", tourPass: "跳过这步", tourGo: "换成{name}", tourFill: "填入示例", tourEnd: "都看过了", tourEndText: "这里的一切都可以随意试，没有一条会发到外面。导览可以从右上角的菜单再走一遍。", tourAgain: "再走一遍", tourMore: "看看幕后", tourClose: "完成",
    "tour-submit": "报送一条信息", "tour-submit-text": "您是信息员{name}。填入示例，按发送，机器人会收下并给出编号。", "tour-submit-done": "收下了，编号{number}。它的卡片同时发往采编群，等编辑签收。",
    "tour-review": "审核", "tour-review-text": "您是编辑{name}。在采编群的卡片上先点“{take}”，再点“{adopt}”。", "tour-review-done": "已采用，报送人随即收到通知。十分钟内点“{undo}”，可以改回来。分数都有出处：/rank 看名次，/points 加单位名看每一笔，/why 加编号看一条怎么得分，再点“全文”看报来的原文。", tourTrace: "查这条的分", sampleWhy: "/why {number}",
    "tour-demand": "发布选题", "tour-demand-text": "还是编辑{name}。填入示例并发送，看过预览后点“{post}”，选题就到了工作群。", "tour-demand-done": "选题已发到工作群，各单位可以预约了。",
    "tour-book": "预约选题", "tour-book-text": "您是信息员{name}。在工作群的选题下面点“{book}”，为本单位占一个名额。", "tour-book-done": "预约成功，名额和单位都写在选题下面。",
    "tour-month": "到了月底", "tour-month-text": "点模拟时钟，再点“往后一个月”。这一个月里到期的选题、报送提醒、未完成名单会按先后逐条出现。", "tour-month-done": "一个月里该发的都发了，各一条，按先后。往上翻翻看。",
    "tour-bulletin": "编一期《高县政务信息》", "tour-bulletin-text": "您又是编辑{name}。填入示例并发送，正在编排的一期会出现在采编群，点“{preview}”。还可以先选稿、排序、加按语。", "tour-bulletin-done": "清样来了：红头、期号、正文、版记，照公文格式排好。送签、签发之后，它会发给领导和工作群，就此定稿。", sampleIssue: "/issue",
    "tour-glass": "幕后：什么都不会丢", "tour-glass-text": "打开“幕后”，强行终止机器人；再以{name}的身份填入示例并发送，然后重新启动。停机时报送的信息会不会丢，看编号。", "tour-glass-done": "停机时报送的这条收下了，编号{number}：一条没丢，也没有重复。",
    sampleItem: "#报送 云茶镇推行鲜叶“错峰交售” 日均减少排队{n}分钟\n类别：普通\n主题：产业发展\n进入采摘旺季以来，云茶镇在6个鲜叶交易点推行错峰交售，按村组分时段发号，{m}户茶农参与。据镇农业服务中心统计，户均排队时间减少{n}分钟，当日鲜叶损耗下降{k}公斤。群众反映偏远村组往返不便，下一步拟增设2个流动收购点。",
    sampleDemand: "#需求 旺季用工怎么保障（第{n}期）\n截止：5个工作日\n名额：2\n请反映本地采摘、加工环节的用工缺口、工价变化和应对办法，附上一至两个具体事例和数据。",
    sampleLast: "#报送 云茶镇抱团参展签约{n}笔 新增订单{m}万元\n类别：普通\n主题：产业发展\n云茶镇组织9家茶企和合作社统一设展、统一包装参加产销对接会，现场签约{n}笔，新增订单{m}万元。参展企业反映物流成本偏高，镇里正与县供销社商定合并发货。",
  },
  en: {
    tour: "Tour", tourOffer: "New here?", tourOfferText: "Six steps through the life of an item: submit, review, post a topic, book it, month end, and the bulletin. It takes about three minutes; leave whenever you like.", tourYes: "Start the tour", tourNo: "I'll look around myself",
    tourCount: "Step {n} of {of}", tourSkip: "Leave the tour", tourPass: "Skip this step", tourGo: "Act as {name}", tourFill: "Fill in the sample", tourEnd: "That was the tour", tourEndText: "Try whatever you like: nothing leaves this machine. You can take the tour again from the menu at the top.", tourAgain: "Take it again", tourMore: "Behind the glass", tourClose: "Done",
    "tour-submit": "Submit an item", "tour-submit-text": "You are {name}, a reporter. Fill in the sample and send it: the bot takes it in and gives it a number.", "tour-submit-done": "Received, as number {number}. Its card goes to the desk group at the same time, to be taken by an editor.",
    "tour-review": "Review", "tour-review-text": "You are {name}, an editor. On the card in the desk group press {take}, then {adopt}.", "tour-review-done": "Adopted, and the reporter has been told. Within ten minutes {undo} makes it as it was. Every point can be traced: /rank shows who stands where, /points with a unit’s name each entry, /why with a number what one item was worth, and the button below it the text as reported.", tourTrace: "Trace its points", sampleWhy: "/why {number}",
    "tour-demand": "Post a topic", "tour-demand-text": "You are still {name}, the editor. Fill in the sample, send it, look at the preview and press {post}: the topic goes to the work group.", "tour-demand-done": "The topic is in the work group, and units can book it.",
    "tour-book": "Book the topic", "tour-book-text": "You are {name}, a reporter. In the work group press {book} below the topic to take a slot for your unit.", "tour-book-done": "Booked: the slot and your unit are now shown below the topic.",
    "tour-month": "Month end", "tour-month-text": "Press the clock, then “One month on”. The weekly topics, the reminders and the shortfall list appear one after another as they fall due.", "tour-month-done": "Everything due in that month has been posted, each post once and in order. Scroll up to see.",
    "tour-bulletin": "Compose a bulletin", "tour-bulletin-text": "You are {name}, the editor, again. Fill in the sample and send it: the bulletin that is being composed appears in the desk group. Press {preview}. You may choose items, order them and add a note first.", "tour-bulletin-done": "The proof has come: red head, number, text and imprint, laid out as official papers are. Once it is signed and issued it goes to the leaders and the work groups, and stays as it is.", sampleIssue: "/issue",
    "tour-glass": "Behind the glass: nothing is lost", "tour-glass-text": "Open “Behind the glass” and kill the bot. Then, as {name}, fill in the sample and send it, and start the bot again. Watch for the number: is the item lost?", "tour-glass-done": "The item sent while the bot was dead has been received, as number {number}: nothing lost, nothing twice.",
    sampleItem: "#submit Staggered tea deliveries save Yuncha farmers {n} minutes a day\nCategory: ordinary\nSince the picking season began, Yuncha has staggered deliveries at 6 collection points, village by village; {m} households take part. Queues are {n} minutes shorter on average, and losses of fresh leaf are down by {k} kg a day. Remote villages have asked for two mobile collection points, which are planned next.",
    sampleDemand: "#demand Finding workers for the season, part {n}\nDue: 5 workdays\nSlots: 2\nPlease report on the shortage of workers in picking and processing, on wages, and on what is being done about it, with one or two cases and figures.",
    sampleLast: "#submit Yuncha tea makers sign {n} contracts at a joint stand\nCategory: ordinary\nNine tea makers and cooperatives from Yuncha shared one stand and one packaging at the trade fair, signed {n} contracts and took {m} new orders. They report high shipping costs; the township is arranging joint shipments with the supply cooperative.",
  },
};
