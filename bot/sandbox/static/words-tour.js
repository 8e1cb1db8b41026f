// The words of the guided tour, and the samples that it puts into the input.

export const TOUR = {
  zh: {
    tour: "导览", tourOffer: "第一次来？", tourOfferText: "六步走完一条信息的一生：报送、审核、选题、预约、月底，再看看幕后。约三分钟，随时可以离开。", tourYes: "开始导览", tourNo: "自己看看",
    tourCount: "第 {n} 步，共 {of} 步", tourSkip: "离开导览", tourPass: "跳过这步", tourGo: "换成{name}", tourFill: "填入示例", tourEnd: "都看过了", tourEndText: "这里的一切都可以随意试，没有一条会发到外面。导览可以从右上角的菜单再走一遍。", tourAgain: "再走一遍", tourClose: "完成",
    "tour-submit": "报送一条信息", "tour-submit-text": "您是信息员{name}。填入示例，按发送，机器人会收下并给出编号。", "tour-submit-done": "收下了，回执里有编号。编辑部已经看到这条信息。",
    "tour-review": "审核", "tour-review-text": "您是编辑{name}。在采编群的卡片上先点“签收”，再点“采用”。", "tour-review-done": "已采用，报送人随即收到通知和计分。",
    "tour-demand": "发布选题", "tour-demand-text": "还是编辑{name}。填入示例并发送，看过预览后点“发布”，选题就到了工作群。", "tour-demand-done": "选题已发到工作群，各单位可以预约了。",
    "tour-book": "预约选题", "tour-book-text": "您是信息员{name}。在工作群的选题下面点“预约”，为本单位占一个名额。", "tour-book-done": "预约成功，名额和单位都写在选题下面。",
    "tour-month": "到了月底", "tour-month-text": "点模拟时钟，再点“往后一个月”。到期的提醒和通报会按先后逐条出现。", "tour-month-done": "一个月里该发的都发了，各一条，按先后。往上翻翻看。",
    "tour-glass": "幕后：什么都不会丢", "tour-glass-text": "打开“幕后”，强行终止机器人；再以{name}的身份填入示例并发送，然后重新启动。", "tour-glass-done": "机器人醒来先取走等着的消息，照常答复，一条没丢。",
    sampleItem: "#报送 云茶镇推行鲜叶“错峰交售” 日均减少排队{n}分钟\n类别：普通\n主题：产业发展\n进入采摘旺季以来，云茶镇在6个鲜叶交易点推行错峰交售，按村组分时段发号，{m}户茶农参与。据镇农业服务中心统计，户均排队时间减少{n}分钟，当日鲜叶损耗下降{k}公斤。群众反映偏远村组往返不便，下一步拟增设2个流动收购点。",
    sampleDemand: "#需求 旺季用工怎么保障（第{n}期）\n截止：5个工作日\n名额：2\n请反映本地采摘、加工环节的用工缺口、工价变化和应对办法，附上一至两个具体事例和数据。",
    sampleMy: "/my",
  },
  en: {
    tour: "Tour", tourOffer: "New here?", tourOfferText: "Six steps through the life of an item: submit, review, demand, book, month end, and a look behind the glass. About three minutes; leave at any time.", tourYes: "Start the tour", tourNo: "Look around alone",
    tourCount: "Step {n} of {of}", tourSkip: "Leave the tour", tourPass: "Skip this step", tourGo: "Become {name}", tourFill: "Fill in a sample", tourEnd: "That was it", tourEndText: "Try whatever you like: nothing here is sent anywhere. The tour can be taken again from the menu at the top.", tourAgain: "Once more", tourClose: "Done",
    "tour-submit": "Submit an item", "tour-submit-text": "You are the reporter {name}. Fill in the sample and send it; the bot takes it and gives it a number.", "tour-submit-done": "Taken; the receipt names its number. The editors see the item already.",
    "tour-review": "Review", "tour-review-text": "You are the editor {name}. On the card in the desk group press 签收 (receive) and then 采用 (adopt).", "tour-review-done": "Adopted; the reporter is told at once, with the points.",
    "tour-demand": "Post a demand", "tour-demand-text": "Still the editor {name}. Fill in the sample, send it, look at the preview and press 发布 (post).", "tour-demand-done": "The demand stands in the work group, and units can book it.",
    "tour-book": "Book it", "tour-book-text": "You are the reporter {name}. In the work group press 预约 (book) under the demand to take a place for your unit.", "tour-book-done": "Booked; the place and the unit now stand under the demand.",
    "tour-month": "Month end", "tour-month-text": "Press the clock, then “One month on”. Reminders and reports that fall due appear one after another.", "tour-month-done": "All that a month brings has been posted, each once and in order. Scroll up and see.",
    "tour-glass": "Behind the glass: nothing is lost", "tour-glass-text": "Open “Behind the glass” and kill the bot; then, as {name}, fill in the sample, send it, and start the bot again.", "tour-glass-done": "The bot woke, fetched what was waiting, and answered as ever. Nothing was lost.",
    sampleItem: "#submit Staggered tea deliveries save Yuncha farmers {n} minutes a day\nKind: ordinary\nSince the picking season began, Yuncha has staggered deliveries at 6 collection points, village by village; {m} households take part. Queues are {n} minutes shorter on average and losses of fresh leaf fell by {k} kg a day. Remote villages ask for two mobile collection points, which are planned next.",
    sampleDemand: "#demand Hands for the season, part {n}\nDue: 5 workdays\nSlots: 2\nPlease report the shortage of hands in picking and processing, wages, and what is done about it, with one or two cases and figures.",
    sampleMy: "/my",
  },
};
