// The words of the drawer behind the glass.

export const GLASS = {
  zh: {
    glass: "幕后", "tab-calls": "接口调用", "tab-inbox": "收件", "tab-outbox": "发件", parameters: "参数", answer: "回答", noCalls: "还没有调用", withPolls: "也显示没有结果的轮询", updates: "取到 {n} 条更新",
    fault429: "429：发得太快，稍后再发", faultCut: "连接中断", noReply: "没有回答", noQueues: "这里没有可以看的队列。", noRows: "现在是空的：办完的过些天就清掉。", attempts: "已试 {n} 次",
    "bot-running": "机器人在运行", "bot-starting": "机器人正在启动", "bot-dead": "机器人已被强行终止", "bot-unknown": "连不上，机器人状态不明", killBot: "强行终止", startBot: "重新启动", waiting: "在 Telegram 等着机器人来取",
    killHint: "不收尾、不保存，相当于突然断电。", deadHint: "大家照常发消息；重新启动后，一条也不会少。",
    "fault-down": "Telegram 断线", "fault-down-hint": "所有调用都连不上", "fault-storm": "429 限流", "fault-storm-hint": "每次发送都被要求两秒后再来",
    "queue-inbox": "收件", "queue-inbox-hint": "从 Telegram 取来的更新：先落盘，再处理。", "queue-outbox": "发件", "queue-outbox-hint": "要发出的每一步：与决定同时落盘，再发送。",
    "inbox-pending": "待处理", "inbox-handled": "已处理", "inbox-aside": "搁置", "inbox-ignored": "不归我们管",
    "outbox-queued": "待发", "outbox-waiting": "等对方开启私聊", "outbox-sending": "发送中", "outbox-sent": "已发", "outbox-held": "等人确认", "outbox-dead": "发不出", "outbox-dropped": "已作废",
  },
  en: {
    glass: "Behind the glass", "tab-calls": "API calls", "tab-inbox": "Inbox", "tab-outbox": "Outbox", parameters: "Parameters", answer: "Answer", noCalls: "No calls yet", withPolls: "Show polls without result, too", updates: "{n} update(s)",
    fault429: "429: too fast, try later", faultCut: "connection lost", noReply: "no answer", noQueues: "There are no queues to look at.", noRows: "Empty at present: what is done goes after some days.", attempts: "tried {n} times",
    "bot-running": "The bot is running", "bot-starting": "The bot is starting", "bot-dead": "The bot was killed", "bot-unknown": "No connection: state of the bot unknown", killBot: "Kill the bot", startBot: "Start again", waiting: "Waiting at Telegram for the bot",
    killHint: "Nothing is finished or saved, as in a power cut.", deadHint: "People write as ever; after the start not one message is missing.",
    "fault-down": "Telegram down", "fault-down-hint": "No call gets through", "fault-storm": "429 storm", "fault-storm-hint": "Every message is told to come again in two seconds",
    "queue-inbox": "Inbox", "queue-inbox-hint": "Updates from Telegram: on disk first, then handled.", "queue-outbox": "Outbox", "queue-outbox-hint": "Every call to be made: on disk with the decision, then sent.",
    "inbox-pending": "pending", "inbox-handled": "handled", "inbox-aside": "set aside", "inbox-ignored": "not ours",
    "outbox-queued": "queued", "outbox-waiting": "waits for a private chat", "outbox-sending": "sending", "outbox-sent": "sent", "outbox-held": "asks an administrator", "outbox-dead": "undeliverable", "outbox-dropped": "dropped",
  },
};
