// The words of what there is beside the tour.

export const ELSE = {
  zh: {
    whatElse: "还能看什么", whatElseText: "制度和机制各有一处。点一条，换成那个人，命令已经填好，按发送就行。", elseGo: "以{name}的身份发送 {command}", elseLook: "以{name}的身份看联席群",
    "else-today": "今日事项", "else-today-text": "每个人今天要做的一条一条列出：待审、要读、要交、要答。",
    "else-documents": "阅文", "else-documents-text": "传阅的文件私聊送达，读过点“已阅”，谁读了、谁没读一目了然。",
    "else-meetings": "参会", "else-meetings-text": "会议通知带日历文件，前一天和会前一小时提醒，会后收集可写的点。",
    "else-consultation": "会商", "else-consultation-text": "每周议程：上周数字、领导所需、选题建议，逐条点一下就定，议程随之更新。",
    "else-keypoints": "信息要点", "else-keypoints-text": "当月要点在群里置顶，每条已有几篇、哪条还空着。",
    "else-supervision": "督办", "else-supervision-text": "批示转督办：接受、反馈、办结、延期，逾期逐级提醒。",
    "else-training": "跟班学习", "else-training-text": "轮训排班、换班要双方同意，期满写鉴定。",
    "else-sharing": "资源共享", "else-sharing-text": "报社、电视台与采编群互通选题，采用了记得到账上。",
    "else-sources": "网络来源", "else-sources-text": "订阅的网站有新消息，含关键词的作为线索送到采编群。",
    "else-guidance": "交流指导", "else-guidance-text": "写作指南、点评过的范文，还可以用 /ask 直接问编辑。",
    "else-quiet": "免打扰和代办", "else-quiet-text": "提醒可以逐类开关，夜里不响；出差时请 B 角代收代答。",
  },
  en: {
    whatElse: "What else there is", whatElseText: "One place for each of the office’s mechanisms. Choose one: you act as that person, the command is in the input, just send it.", elseGo: "As {name}, send {command}", elseLook: "As {name}, look at the partner group",
    "else-today": "Today", "else-today-text": "What waits for each person, line by line: to review, to read, to hand in, to answer.",
    "else-documents": "Papers to read", "else-documents-text": "A circulated paper comes in private with a button “Read”; who has read it and who has not is known.",
    "else-meetings": "Meetings", "else-meetings-text": "The notice brings a calendar file; reminders the day before and an hour before; afterwards the ideas worth writing about are collected.",
    "else-consultation": "Consultation", "else-consultation-text": "The week’s agenda: last week’s figures, leaders’ wishes, proposals; each is decided with a button, and the agenda follows.",
    "else-keypoints": "Key points", "else-keypoints-text": "The month’s key points stand pinned in the group, with the number of items each has and those still uncovered.",
    "else-supervision": "Supervision", "else-supervision-text": "A leader’s comment becomes a task: accepted, reported on, done, extended; what is overdue goes up step by step.",
    "else-training": "Training", "else-training-text": "The rota of those who learn at the desk; swaps by consent of both, an appraisal at the end.",
    "else-sharing": "Sharing", "else-sharing-text": "The newspaper and the station exchange topics with the desk; what they take is on record.",
    "else-sources": "Network sources", "else-sources-text": "New entries of subscribed sites that hold a keyword come to the desk as leads.",
    "else-guidance": "Guidance", "else-guidance-text": "The writing guide, good examples with comments, and /ask to ask an editor.",
    "else-quiet": "Quiet hours and deputies", "else-quiet-text": "Each kind of reminder has a switch, nothing rings at night, and a deputy answers while you are away.",
  },
};
