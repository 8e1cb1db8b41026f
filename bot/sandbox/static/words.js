// The page's own words in Chinese and English; what the bot says is the bot's affair.

const WORDS = {
  zh: {
    title: "直报 · 沙盒", people: "人物", chats: "会话", filter: "筛选姓名、单位、职务", others: "其他人", actAs: "以谁的身份",
    switchPerson: "换人", back: "返回", send: "发送", attach: "发送文件", menu: "菜单", keys: "按钮键盘", hideKeys: "收起键盘",
    write: "写消息…", start: "开始", startHint: "这是与机器人的私聊。点“开始”，机器人才能给您发消息。", blocked: "您已停用机器人。", unblock: "重新启用",
    block: "停用机器人", edited: "已编辑", reply: "回复", copy: "复制", copied: "已复制", edit: "编辑", delete: "删除", forward: "转发",
    forwardTo: "转发到", forwarded: "转发自 {name}", editing: "编辑消息", replying: "回复 {name}", cancel: "取消", ok: "好", save: "保存",
    deleteAsk: "删除这条消息？", members: "{n} 人", bot: "机器人", botPrivate: "机器人 · 私聊", noMessages: "还没有消息", pickChat: "选一个会话开始",
    file: "文件", photo: "图片", album: "图片组", open: "打开", openLink: "打开链接", download: "下载 {name}", more: "更多操作", theme: "浅色 / 深色", language: "EN",
    connecting: "连接中断，正在重连…", today: "今天", yesterday: "昨天", typing: "正在输入…", uploading: "正在发送文件…", all: "全部", general: "综合",
    clock: "模拟时钟", nextPosts: "接下来会自动发布", jump: "跳到这一刻", day: "往后一天", nothingNext: "没有排定的发布", moved: "时钟已拨到 {time}",
    newGroup: "新建群", newForum: "新建话题群", newPerson: "新来一个人", join: "加入“{name}”", groupName: "群名称", personName: "姓名", groupInfo: "群信息",
    promoteBot: "让机器人当管理员", addBot: "把机器人加进来", migrate: "升级为超级群", leave: "退出本群", newTopic: "新建话题", topicName: "话题名称",
    creator: "群主", administrator: "管理员", member: "成员", dropHere: "松开即发送", caption: "说明文字（可不填）", sendFiles: "发送 {n} 个文件",
    asPhotos: "作为图片发送", newBelow: "到最新", pinned: "置顶", loading: "正在读取…", noAnswer: "机器人没有回应", failed: "没有成功：{why}", wentUp: "本群已升级为超级群", quickKeys: "按钮键盘",
    joined: "{name} 加入了本群", added: "{actor} 邀请 {name} 加入了本群", left: "{name} 退出了本群", removed: "{actor} 将 {name} 移出了本群",
    topic: "{actor} 新建了话题“{name}”", renamed: "{actor} 把群名改为“{name}”", migratedTo: "本群已升级为超级群", migratedFrom: "由普通群升级而来", service: "系统消息",
    chooseChat: "选择会话", unread: "{n} 条未读", closeIt: "关闭", command: "命令", spoiler: "点击显示", messages: "消息", you: "您",
  },
  en: {
    title: "zhibao · sandbox", people: "People", chats: "Chats", filter: "Filter by name, unit, role", others: "Others", actAs: "Acting as",
    switchPerson: "Switch person", back: "Back", send: "Send", attach: "Send files", menu: "Menu", keys: "Button keyboard", hideKeys: "Hide keyboard",
    write: "Message…", start: "Start", startHint: "This is the private chat with the bot. It can write to you once you press Start.", blocked: "You have stopped the bot.", unblock: "Use it again",
    block: "Stop the bot", edited: "edited", reply: "Reply", copy: "Copy", copied: "Copied", edit: "Edit", delete: "Delete", forward: "Forward",
    forwardTo: "Forward to", forwarded: "Forwarded from {name}", editing: "Edit message", replying: "Reply to {name}", cancel: "Cancel", ok: "OK", save: "Save",
    deleteAsk: "Delete this message?", members: "{n} members", bot: "bot", botPrivate: "bot · private chat", noMessages: "No messages yet", pickChat: "Choose a chat to begin",
    file: "File", photo: "Photo", album: "Album", open: "Open", openLink: "Open link", download: "Download {name}", more: "More", theme: "Light / dark", language: "中",
    connecting: "Connection lost, trying again…", today: "Today", yesterday: "Yesterday", typing: "typing…", uploading: "Sending files…", all: "All", general: "General",
    clock: "Clock", nextPosts: "Will be posted next", jump: "Jump here", day: "One day on", nothingNext: "Nothing is scheduled", moved: "The clock is now at {time}",
    newGroup: "New group", newForum: "New forum group", newPerson: "Somebody new", join: "Join “{name}”", groupName: "Group name", personName: "Name", groupInfo: "Group",
    promoteBot: "Make the bot an administrator", addBot: "Add the bot", migrate: "Upgrade to supergroup", leave: "Leave group", newTopic: "New topic", topicName: "Topic name",
    creator: "owner", administrator: "admin", member: "member", dropHere: "Drop to send", caption: "Caption (optional)", sendFiles: "Send {n} file(s)",
    asPhotos: "Send as photos", newBelow: "To the newest", pinned: "Pinned", loading: "Loading…", noAnswer: "The bot did not answer", failed: "That did not work: {why}", wentUp: "This group became a supergroup", quickKeys: "Button keyboard",
    joined: "{name} joined the group", added: "{actor} added {name}", left: "{name} left the group", removed: "{actor} removed {name}",
    topic: "{actor} created the topic “{name}”", renamed: "{actor} renamed the group to “{name}”", migratedTo: "This group became a supergroup", migratedFrom: "Upgraded from a basic group", service: "Service message",
    chooseChat: "Choose a chat", unread: "{n} unread", closeIt: "Close", command: "Command", spoiler: "Show", messages: "Messages", you: "You",
  },
};

// What the server says when something cannot be done, for Chinese readers.
const REASONS = {
  "the text is empty": "内容为空", "the text is too long": "文字太长", "the caption is too long": "说明文字超过 1024 字", "not a picture": "不是图片",
  "not a message of one's own": "只能编辑自己的消息", "not allowed to delete this message": "无权删除这条消息", "the message is gone": "消息已不存在",
  "no such button": "按钮已经变了", "not a member of this chat": "您不在这个群里", "one to ten files at once": "一次可发 1 到 10 个文件", "the file is too big": "文件超过 50 MB",
  "the message to reply to is gone": "要回复的消息已不存在", "the clock only goes forward, at most 400 days at once": "时钟只能往后拨，一次最多 400 天",
  "the bot did not answer": "机器人没有回应", "not an administrator": "不是管理员", "not a basic group": "不是普通群", "a name has 1 to 64 characters": "姓名应为 1 到 64 字",
  "a title has 1 to 128 characters": "群名应为 1 到 128 字", "a topic's name has 1 to 128 characters": "话题名应为 1 到 128 字",
};

let language = localStorage.getItem("sandbox-language") === "en" ? "en" : "zh";

/** The word for a key, with {names} filled in. */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** A server's reason in the page's language. */
export function reason(text) {
  return language === "zh" ? REASONS[text] ?? text : text;
}

/** "zh" or "en". */
export function currentLanguage() {
  return language;
}

/** Change to the other language and remember it. */
export function toggleLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("sandbox-language", language);
}
