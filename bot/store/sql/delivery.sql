-- name: insert_inbox!
-- A batch of updates (:rows is JSON), in their order; one that Telegram repeats is already here.
INSERT INTO inbox (update_id, lane, payload, state, attempts, try_at, received_at)
SELECT json_extract(value, '$.update_id'), json_extract(value, '$.lane'), json_extract(value, '$.payload'), 'pending', 0,
    :received_at, :received_at
FROM json_each(:rows) WHERE true ORDER BY key ON CONFLICT (update_id) DO NOTHING;

-- name: list_inbox_after
-- Pending updates that the dispatcher has not taken up yet, in the order they came.
SELECT seq, update_id, lane, payload, attempts, try_at, received_at FROM inbox
WHERE state = 'pending' AND seq > :after ORDER BY seq LIMIT :most;

-- name: list_inbox_lane
-- What came in one lane while it waited for a later try.
SELECT seq, update_id, lane, payload, attempts, try_at, received_at FROM inbox
WHERE state = 'pending' AND lane = :lane AND seq > :after AND seq <= :upto ORDER BY seq LIMIT :most;

-- name: count_inbox_after$
-- How many pending updates the dispatcher has not taken up yet.
SELECT count(*) FROM inbox WHERE state = 'pending' AND seq > :after;

-- name: mark_handled^
-- The update is done with this transaction; says which roster and which accounts the writer has, and the audit trail's last
-- hash. No row: it was done before.
UPDATE inbox SET state = 'handled', payload = '', settled_at = :now WHERE seq = :seq AND state = 'pending'
RETURNING (SELECT value FROM meta WHERE key = 'directory_version'), (SELECT value FROM meta WHERE key = 'accounts_version'),
    (SELECT hash FROM audit ORDER BY id DESC LIMIT 1);

-- name: begin_work^
-- A transaction without an update: which roster and which accounts the writer has, and the audit trail's last hash.
SELECT value, (SELECT value FROM meta WHERE key = 'accounts_version'), (SELECT hash FROM audit ORDER BY id DESC LIMIT 1)
FROM meta WHERE key = 'directory_version';

-- name: mark_ignored!
-- Updates (:seqs is JSON) that nothing needed doing for.
UPDATE inbox SET state = 'handled', payload = '', settled_at = :now
WHERE seq IN (SELECT value FROM json_each(:seqs)) AND +state = 'pending';

-- name: mark_failed!
-- A crash: a later try, or set aside. What is done meanwhile, by another copy, stays done.
UPDATE inbox SET state = :state, attempts = :attempts, try_at = :try_at, error = :error, settled_at = :settled_at
WHERE seq = :seq AND state = 'pending';

-- name: count_inbox
-- How many updates are in which state.
SELECT state, count(*) FROM inbox GROUP BY state;

-- name: count_open_inbox
-- How many updates are not done, by state; those that are done would take long to count.
SELECT state, count(*) FROM inbox WHERE state IN ('pending', 'aside') GROUP BY state;

-- name: oldest_pending_at$
-- When the oldest update that waits to be handled came.
SELECT received_at FROM inbox WHERE state = 'pending' ORDER BY seq LIMIT 1;

-- name: purge_inbox!
-- Updates long done: ids may start again lower after a week.
DELETE FROM inbox WHERE state = 'handled' AND settled_at < :before;

-- name: purge_aside!
-- Updates set aside, with what people wrote: the administrators have been told.
DELETE FROM inbox WHERE state = 'aside' AND settled_at < :before;

-- name: insert_outbox<!
-- A call to make, or (state sending) one that leaves as soon as this is on disk.
INSERT INTO outbox (chat_id, method, payload, priority, policy, state, attempts, post_id, send_at, created_at, about, lines)
VALUES (:chat_id, :method, :payload, :priority, :policy, :state, :attempts, :post_id, :send_at, :now, :about, :lines)
RETURNING id;

-- name: list_waiting_receipts
-- Receipts that wait in a chat, the newest first: one that comes may join one of them.
SELECT id, payload, about, lines FROM outbox
WHERE chat_id = :chat_id AND state = 'queued' AND lines IS NOT NULL ORDER BY id DESC LIMIT 8;

-- name: join_receipt!
-- A receipt that waits holds one more.
UPDATE outbox SET payload = :payload, about = :about, lines = :lines WHERE id = :id;

-- name: find_refused^
-- A call that Telegram has refused for good, as the sender tells of it: before it settles the row, or after it failed to tell; no
-- row where it was seen to.
SELECT o.id, o.chat_id, o.method, o.payload, o.about, o.lines, o.post_id, p.slot, coalesce(p.thread_id, 0)
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id WHERE o.id = :id
    AND (o.state = 'sending' OR o.state = 'dead' AND o.error <> :why);

-- name: set_refused!
-- It is given up; of links nothing stays behind, as in settle_rows.
UPDATE outbox SET state = 'dead', error = :why, settled_at = :now,
    payload = CASE WHEN method = 'sendDocument' OR payload LIKE '%?start=%' THEN '' ELSE payload END
WHERE id = :id;

-- name: find_arrived^
-- Whether anything of what this is about has arrived in the chat, or may have.
SELECT id FROM outbox WHERE chat_id = :chat_id AND about = :about AND state IN ('sent', 'held') LIMIT 1;

-- name: drop_unsent_about!
-- The rest of what this is about stays here.
UPDATE outbox SET state = 'dropped', settled_at = :now WHERE chat_id = :chat_id AND about = :about AND state = 'queued';

-- name: find_sent_since^
-- Whether a message has arrived in the chat since.
SELECT id FROM outbox WHERE chat_id = :chat_id AND state = 'sent' AND settled_at > :since AND method LIKE 'send%' LIMIT 1;

-- name: list_outbox_since
-- Calls made since then, with what they said, the living message that each is about, and what stands in a file that was made for it.
SELECT o.id, o.chat_id, o.method, o.payload, o.state, coalesce(o.message_id, p.message_id), p.slot, coalesce(m.spec, ''), coalesce(m.kind, '')
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id LEFT JOIN made_files m ON m.outbox_id = o.id
WHERE o.id > :after AND o.created_at >= :since AND (o.payload <> '' OR m.id IS NOT NULL) ORDER BY o.id LIMIT :most;

-- name: wipe_outbox!
-- Nothing stays of what a call said; one that has not left stays here.
UPDATE outbox SET payload = :payload, lines = NULL,
    settled_at = CASE WHEN state IN ('queued', 'waiting', 'held') THEN CAST(:now AS BIGINT) ELSE settled_at END,
    state = CASE WHEN state IN ('queued', 'waiting', 'held') THEN 'dropped' ELSE state END
WHERE id = :id;

-- name: list_ready
-- What may leave now: the first few calls of each chat, the urgent first. An edit waits until its message stands somewhere.
SELECT id, chat_id, priority, policy, method FROM (
    SELECT o.id, o.chat_id, o.priority, o.policy, o.method,
        row_number() OVER (PARTITION BY o.chat_id ORDER BY o.priority, o.id) AS place
    FROM outbox o LEFT JOIN posts p ON p.id = o.post_id
    WHERE o.state = 'queued' AND o.send_at <= :now
        AND (o.post_id IS NULL OR p.message_id IS NOT NULL OR o.method LIKE 'send%')
) ready WHERE place <= :each ORDER BY priority, id LIMIT :most;

-- name: list_orphans
-- Edits whose message will never stand anywhere.
SELECT o.id FROM outbox o JOIN posts p ON p.id = o.post_id
WHERE o.state = 'queued' AND p.message_id IS NULL AND o.method NOT LIKE 'send%' AND NOT EXISTS (
    SELECT 1 FROM outbox s WHERE s.post_id = o.post_id AND s.method LIKE 'send%'
        AND s.state IN ('queued', 'waiting', 'sending', 'held')
);

-- name: drop_rows*!
-- These calls are given up.
UPDATE outbox SET state = 'dropped', settled_at = :now WHERE id = :id AND state = 'queued';

-- name: next_send_at$
-- When the next call that is put off falls due.
SELECT min(send_at) FROM outbox WHERE state = 'queued' AND send_at > :now;

-- name: follow_clock!
-- The clock has been put back: what was put off by the old time is put off by the new one, and nothing for longer than that.
UPDATE outbox SET send_at = CASE WHEN created_at > :now THEN :now + send_at - created_at ELSE :now END,
    created_at = CASE WHEN created_at > :now THEN :now ELSE created_at END
WHERE state IN ('queued', 'waiting') AND (created_at > :now OR send_at > :latest);

-- name: claim_rows
-- These (:ids is JSON) leave the house now, with the words that they have now. The plus keeps SQLite from looking through all
-- that is queued.
UPDATE outbox SET state = 'sending', attempts = attempts + 1
WHERE id IN (SELECT value FROM json_each(:ids)) AND +state = 'queued'
RETURNING id, chat_id, method, payload, priority, policy, attempts, send_at, post_id,
    (SELECT message_id FROM posts WHERE posts.id = outbox.post_id);

-- name: settle_rows!
-- What became of calls (:rows is JSON). Of a personal link nothing stays behind: only its hash is kept. Files are lists of
-- links.
UPDATE outbox SET state = s.state, attempts = s.attempts, message_id = s.message_id, error = s.error, send_at = s.send_at,
    settled_at = s.settled_at,
    payload = CASE WHEN s.state IN ('sent', 'dead') AND (method = 'sendDocument' OR payload LIKE '%?start=%')
        THEN '' ELSE payload END
FROM (
    SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.state') AS state,
        json_extract(value, '$.attempts') AS attempts, json_extract(value, '$.message_id') AS message_id,
        json_extract(value, '$.error') AS error, json_extract(value, '$.send_at') AS send_at,
        json_extract(value, '$.settled_at') AS settled_at
    FROM json_each(:rows)
) AS s WHERE outbox.id = s.id AND +outbox.state = 'sending';

-- name: list_in_doubt
-- Calls that are under way, or were when the last process ended.
SELECT o.id, o.chat_id, o.method, o.payload, o.priority, o.policy, o.attempts, o.send_at, o.post_id, p.message_id
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id WHERE o.state = 'sending' ORDER BY o.id;

-- name: find_words^
-- What a living message says by now, or will.
SELECT payload FROM outbox
WHERE post_id = :post_id AND method IN ('sendMessage', 'editMessageText') AND state <> 'dropped' ORDER BY id DESC LIMIT 1;

-- name: find_outbox^
-- One call.
SELECT o.id, o.chat_id, o.method, o.payload, o.priority, o.policy, o.attempts, o.send_at, o.post_id, p.message_id
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id WHERE o.id = :id AND o.state = :state;

-- name: find_in_doubt^
-- Chat and payload of a call in doubt: the sender tells of it before it settles the row.
SELECT chat_id, payload FROM outbox WHERE id = :id AND state IN ('sending', 'held');

-- name: set_outbox_state!
-- Puts a call into another state by hand.
UPDATE outbox SET state = :state, send_at = :now, 
    settled_at = CASE WHEN :state = 'dropped' THEN CAST(:now AS BIGINT) END WHERE id = :id;

-- name: count_restored$
-- How many messages a restored copy had waiting to be sent, and nobody has decided about.
SELECT count(*) FROM outbox WHERE state = 'held' AND error = 'restored';

-- name: send_restored!
-- They go, to chats that are open.
UPDATE outbox SET error = NULL, send_at = CASE WHEN send_at > :now THEN send_at ELSE :now END,
    state = CASE WHEN chat_id > 0 AND NOT EXISTS (
        SELECT 1 FROM accounts a WHERE a.telegram_id = outbox.chat_id AND a.is_open = 1
    ) THEN 'waiting' ELSE 'queued' END
WHERE state = 'held' AND error = 'restored';

-- name: drop_restored!
-- They stay unsent.
UPDATE outbox SET state = 'dropped', settled_at = :now WHERE state = 'held' AND error = 'restored';

-- name: release_waiting!
-- The person has opened the private chat: what waited may go, as if it were new; what was put off keeps its hour.
UPDATE outbox SET state = 'queued', send_at = CASE WHEN send_at > :now THEN send_at ELSE :now END, error = NULL
WHERE chat_id = :chat_id AND state = 'waiting';

-- name: hold_for_account!
-- The person has blocked the bot: what is queued waits for a return.
UPDATE outbox SET state = 'waiting' WHERE chat_id = :chat_id AND state = 'queued' AND method <> 'setMyCommands';

-- name: count_waiting
-- How many messages wait for whom.
SELECT chat_id, count(*) FROM outbox WHERE state = 'waiting' GROUP BY chat_id;

-- name: count_outbox
-- How many calls are in which state.
SELECT state, count(*) FROM outbox GROUP BY state;

-- name: count_open_outbox
-- How many calls are in which state but the many that are settled well.
SELECT state, count(*) FROM outbox WHERE state IN ('queued', 'waiting', 'sending', 'held', 'dead') GROUP BY state;

-- name: oldest_unsent_at$
-- Since when the oldest call waits that could leave. A try that failed has moved its send_at: then its making counts.
SELECT min(CASE WHEN o.error IS NULL THEN o.send_at ELSE o.created_at END)
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id
WHERE o.state IN ('queued', 'sending') AND (o.send_at <= :now OR o.error IS NOT NULL)
    AND (o.post_id IS NULL OR p.message_id IS NOT NULL OR o.method LIKE 'send%');

-- name: list_recent_sends
-- What left lately: the pacing remembers it across a restart. A call that left has been due until then (send_at is the
-- moment of its settlement), so that the index ends the search.
SELECT chat_id, settled_at FROM outbox
WHERE state = 'sent' AND send_at > :after AND settled_at > :after AND chat_id <> 0 ORDER BY settled_at;

-- name: purge_outbox!
-- Calls long settled.
DELETE FROM outbox WHERE state IN ('sent', 'dropped', 'dead') AND settled_at < :before;

-- name: purge_waiting!
-- What waits for somebody who has not opened the chat and is not on the roster.
DELETE FROM outbox WHERE state = 'waiting' AND created_at < :before
    AND chat_id NOT IN (SELECT telegram_id FROM people WHERE telegram_id IS NOT NULL);

-- name: last_of_posts$
-- Where a piece of so many living messages ends.
SELECT max(id) FROM (SELECT id FROM posts WHERE id > :after ORDER BY id LIMIT :most) piece;

-- name: purge_untouched_posts!
-- Living messages of a piece that nobody brings up to date any more, and of which the outbox knows nothing.
DELETE FROM posts WHERE id > :after AND id <= :last AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.post_id = posts.id) AND (
    slot LIKE 'ring:%' OR slot LIKE 'hring:%' OR slot LIKE 'receipt:%' OR slot LIKE 'full:%' OR slot LIKE 'post:%'
    OR slot LIKE 'thread:%' OR slot LIKE 'guide:%' OR slot LIKE 'exemplar:%' OR slot LIKE 'closing:%'
    OR slot LIKE 'arrange:%' OR slot LIKE 'joined:%' OR slot LIKE 'got:%' OR slot LIKE 'target:%' OR slot LIKE 'bind:%'
    OR slot LIKE 'member:%' OR slot LIKE 'members:%' OR slot LIKE 'tasks:%' OR slot LIKE 'taskdue:%' OR slot LIKE 'mine:%'
    OR slot LIKE 'queue:%' OR slot LIKE 'audit:%' OR slot LIKE 'making:%' OR slot LIKE 'mremind:%' OR slot LIKE 'moff:%'
    OR slot LIKE 'album:%' OR slot = 'backlog' OR slot LIKE 'agenda:%' OR slot LIKE 'due:%' OR slot LIKE 'quiet:%'
    OR slot LIKE 'notify:%' OR slot LIKE 'deputies:%' OR slot LIKE 'today:%'
    OR (slot LIKE '%#%' AND slot NOT LIKE 'ask:%')
    OR ((slot LIKE 'draft:%' OR slot LIKE 'ask:%') AND NOT EXISTS (
        SELECT 1 FROM drafts d
        WHERE posts.slot IN ('draft:' || d.id, 'ask:' || d.id) OR posts.slot LIKE 'ask:' || d.id || '#%'
    ))
);

-- name: purge_closed_posts!
-- Living messages of what has long been closed.
DELETE FROM posts WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.post_id = posts.id) AND slot IN (
    SELECT 'demand:' || id FROM demands WHERE state = 'closed' AND due_at < :before
    UNION ALL SELECT 'booking:' || b.id FROM bookings b JOIN demands d ON d.id = b.demand_id
        WHERE d.state = 'closed' AND d.due_at < :before
    UNION ALL SELECT 'commission:' || b.id FROM bookings b JOIN demands d ON d.id = b.demand_id
        WHERE d.state = 'closed' AND d.due_at < :before
    UNION ALL SELECT 'task:' || id FROM tasks WHERE ended_at < :before
    UNION ALL SELECT 'report:' || r.id FROM task_reports r JOIN tasks b ON b.id = r.task_id WHERE b.ended_at < :before
    UNION ALL SELECT 'circular:' || id FROM circulars WHERE closed_at < :before
    UNION ALL SELECT 'reader:' || r.id FROM circular_readers r JOIN circulars c ON c.id = r.circular_id
        WHERE c.closed_at < :before OR r.read_at < :before
    UNION ALL SELECT 'called:' || id FROM meetings WHERE begins_at < :before
    UNION ALL SELECT 'meeting:' || a.meeting_id || ':' || a.person_id FROM attendees a
        JOIN meetings m ON m.id = a.meeting_id WHERE m.begins_at < :before
    UNION ALL SELECT 'mpoints:' || a.meeting_id || ':' || a.person_id FROM attendees a
        JOIN meetings m ON m.id = a.meeting_id WHERE m.begins_at < :before
    UNION ALL SELECT 'sharing:' || item_id FROM sharings WHERE taken_back_at < :before
    UNION ALL SELECT 'partner:' || id FROM partner_offers WHERE state <> 'open' AND decided_at < :before
    UNION ALL SELECT 'offered:' || id FROM partner_offers WHERE state <> 'open' AND decided_at < :before
    UNION ALL SELECT 'rotation:' || id FROM rotations WHERE planned_at < :before
    UNION ALL SELECT 'swap:' || id FROM swaps WHERE asked_at < :before
    UNION ALL SELECT 'minutes:' || id FROM minutes WHERE made_at < :before
    UNION ALL SELECT 'place:' || id FROM place_requests WHERE state <> 'open' AND decided_at < :before
    UNION ALL SELECT 'asked:' || id FROM place_requests WHERE state <> 'open' AND decided_at < :before
    UNION ALL SELECT 'calloff:' || id FROM rotations WHERE planned_at < :before
    UNION ALL SELECT 'assess:' || id FROM rotations WHERE assessed_at < :before
    UNION ALL SELECT 'assessed:' || id FROM rotations WHERE assessed_at < :before
    UNION ALL SELECT 'leader:' || id FROM leader_comments WHERE state <> 'asked' AND decided_at < :before
    UNION ALL SELECT 'noted:' || id FROM leader_comments WHERE recorded_at < :before
    UNION ALL SELECT 'told:' || id FROM leader_comments WHERE state <> 'asked' AND decided_at < :before
    UNION ALL SELECT 'appeal:' || id FROM appeals WHERE state <> 'open' AND decided_at < :before
    UNION ALL SELECT 'notice:' || month FROM notices WHERE published_at < :before
    UNION ALL SELECT 'keypoints:' || month FROM keypoint_months WHERE published_at < :before
    UNION ALL SELECT 'proposal:' || id FROM proposals WHERE state <> 'open' AND made_at < :before
    UNION ALL SELECT 'correction:' || id FROM corrections WHERE state <> 'asked' AND decided_at < :before
    UNION ALL SELECT 'request:' || id FROM corrections WHERE state <> 'asked' AND decided_at < :before
    UNION ALL SELECT 'comment:' || id FROM comments WHERE said_at < :before
    UNION ALL SELECT 'inquiry:' || id FROM inquiries WHERE asked_at < :before
    UNION ALL SELECT 'said:' || id FROM inquiry_texts WHERE said_at < :before
    UNION ALL SELECT 'leads:' || id FROM leads WHERE found_at < :before
    UNION ALL SELECT 'bulletin:' || id FROM bulletins WHERE signed_at < :before
    UNION ALL SELECT 'issued:' || id FROM bulletins WHERE signed_at < :before
    UNION ALL SELECT 'erratum:' || id FROM errata WHERE state <> 'asked' AND decided_at < :before
    UNION ALL SELECT 'join:' || id FROM join_requests WHERE state <> 'open' AND asked_at < :before
);

-- name: purge_closed_item_posts!
-- The same of items, of which there are too many to be gone through for each: from the messages of a piece to their items.
DELETE FROM posts WHERE id > :after AND id <= :last AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.post_id = posts.id)
AND CASE
    WHEN slot LIKE '%#%' THEN FALSE
    WHEN slot LIKE 'card:%' OR slot LIKE 'step:%' THEN EXISTS (
        SELECT 1 FROM items i WHERE i.id = CAST(substr(posts.slot, 6) AS BIGINT)
        AND i.state NOT IN ('waiting', 'reviewing', 'reserved', 'returned') AND i.decided_at < :before)
    WHEN slot LIKE 'held:%' THEN EXISTS (
        SELECT 1 FROM items i WHERE i.id = CAST(substr(posts.slot, 6) AS BIGINT)
        AND i.state <> 'held' AND i.received_at < :before)
    WHEN slot LIKE 'copyedit:%' THEN EXISTS (
        SELECT 1 FROM items i WHERE i.id = CAST(substr(posts.slot, 10) AS BIGINT) AND i.received_at < :before)
    ELSE FALSE
END;

-- name: purge_ledger!
-- Who was told what, long ago; what was posted in the groups is kept.
DELETE FROM ledger WHERE posted_at < :before AND (
    place LIKE 'person:%' OR place LIKE 'booking:%' OR place LIKE 'item:%' OR place LIKE 'task:%'
);

-- name: purge_menus!
-- The menus of accounts whose chat is open no more.
DELETE FROM meta WHERE key LIKE 'menu:%' AND key NOT LIKE 'menu:%:%'
    AND key NOT IN (SELECT 'menu:' || telegram_id FROM accounts WHERE is_open = 1);

-- name: find_post^
-- A living message.
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts
WHERE slot = :slot AND chat_id = :chat_id AND thread_id = :thread_id;

-- name: find_post_by_message^
-- Which living message this is.
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts WHERE chat_id = :chat_id AND message_id = :message_id;

-- name: list_posts
-- Everywhere that something is shown, copies included (:slots is JSON).
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts
WHERE slot IN (SELECT value FROM json_each(:slots)) ORDER BY id;

-- name: insert_post<!
-- A message that will live on.
INSERT INTO posts (slot, chat_id, thread_id, head) VALUES (:slot, :chat_id, :thread_id, :head)
ON CONFLICT (slot, chat_id, thread_id) DO UPDATE SET message_id = NULL, head = excluded.head RETURNING id;

-- name: set_post_messages!
-- Telegram has taken them (:rows is JSON): this is where they stand, unless the chat has moved meanwhile.
UPDATE posts SET message_id = s.message_id
FROM (
    SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.message_id') AS message_id,
        json_extract(value, '$.row') AS row_id
    FROM json_each(:rows)
) AS s
WHERE posts.id = s.id AND (SELECT state FROM outbox WHERE id = s.row_id) = 'sent';

-- name: find_waiting_edit$
-- Whether a change waits for one of these messages (:ids is JSON) to stand somewhere.
SELECT 1 FROM outbox WHERE post_id IN (SELECT value FROM json_each(:ids)) AND +state = 'queued' LIMIT 1;

-- name: find_queued_send^
-- A living message that has not left yet.
SELECT id FROM outbox WHERE post_id = :post_id AND state IN ('queued', 'waiting') AND method = 'sendMessage';

-- name: find_deletion^
-- Whether a living message has been deleted since it was sent last: its moment had been set (take_away_later).
SELECT id FROM outbox WHERE post_id = :post_id AND method = 'deleteMessage' AND state IN ('sent', 'sending')
    AND id > (SELECT max(id) FROM outbox s WHERE s.post_id = :post_id AND s.method LIKE 'send%') LIMIT 1;

-- name: find_send_under_way^
-- A living message of which nobody knows yet where it stands.
SELECT id FROM outbox WHERE post_id = :post_id AND state IN ('sending', 'held') AND method = 'sendMessage';

-- name: find_sending_to^
-- A living message on its way to a chat, of which nobody knows yet where it stands.
SELECT id FROM outbox WHERE chat_id = :chat_id AND state = 'sending' AND post_id IS NOT NULL LIMIT 1;

-- name: replace_payload!
-- It has not left yet: it leaves with its newest words.
UPDATE outbox SET payload = :payload WHERE id = :id;

-- name: drop_queued_edits!
-- A newer edit makes these pointless.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE post_id = :post_id AND state IN ('queued', 'waiting') AND method NOT IN ('sendMessage', 'pinChatMessage');

-- name: drop_queued_all!
-- The living message is given up: whatever of it has not left stays here.
UPDATE outbox SET state = 'dropped', settled_at = :now WHERE post_id = :post_id AND state IN ('queued', 'waiting');

-- name: rename_post!
-- A living message shows another thing from now on.
UPDATE posts SET slot = :slot WHERE id = :id;

-- name: delete_post!
-- Forget a living message, but not the calls that made it.
UPDATE posts SET slot = slot || '#' || id WHERE id = :id;

-- name: drop_unsent_to!
-- What has not left for a private chat, all of it or (:slots) of these living messages, stays here.
UPDATE outbox SET state = 'dropped', settled_at = :now, payload = ''
WHERE chat_id = :chat_id AND state IN ('queued', 'waiting') AND method <> 'setMyCommands'
    AND (:slots = '%' OR post_id IN (SELECT id FROM posts WHERE chat_id = :chat_id AND slot LIKE :slots));

-- name: let_go_of_posts!
-- Living messages in a private chat stay as they are from now on.
UPDATE posts SET slot = slot || '#' || id WHERE chat_id = :chat_id AND slot LIKE :slots AND slot NOT LIKE '%#%';

-- name: list_reminders_to
-- Private reminders to a chat that have not left.
SELECT id, about FROM outbox WHERE chat_id = :chat_id AND state IN ('queued', 'waiting') AND about LIKE 'reminder:%' ORDER BY id;

-- name: list_reminders_due
-- Private reminders that are to leave now, the oldest first.
SELECT id, chat_id FROM outbox
WHERE state = 'queued' AND send_at <= :now AND about LIKE 'reminder:%' ORDER BY id LIMIT :most;

-- name: put_off!
-- It leaves at another moment, unless it has left.
UPDATE outbox SET send_at = :send_at WHERE id = :id AND state IN ('queued', 'waiting');

-- name: drop_unsent!
-- It stays here, unless it has left.
UPDATE outbox SET state = 'dropped', settled_at = :now WHERE id = :id AND state IN ('queued', 'waiting');

-- name: drop_copies!
-- Copies of what concerns somebody by name (:about says whom) that have not left for a deputy stay here.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE chat_id = :chat_id AND (about = :about OR about LIKE :about || ' %') AND state IN ('queued', 'waiting');

-- name: move_outbox!
-- A basic group became a supergroup: its calls follow.
UPDATE outbox SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: drop_doubled!
-- What the new chat shows already in the same slot stays the one message: nothing of the old chat's leaves any more, and a call
-- under way that the old chat refuses is not repeated in the new one.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE state IN ('queued', 'waiting', 'sending', 'held') AND post_id IN (
    SELECT old.id FROM posts old JOIN posts new ON new.slot = old.slot AND new.thread_id = old.thread_id
    WHERE old.chat_id = :old_id AND new.chat_id = :new_id
);

-- name: send_anew_under_way!
-- A living message under way to the old chat leaves for the new one, whether the old chat takes it or not.
INSERT INTO outbox (chat_id, method, payload, priority, policy, state, attempts, post_id, send_at, created_at, about, lines)
SELECT :new_id, method, payload, priority, policy, 'queued', 0, post_id, :now, created_at, about, lines FROM outbox
WHERE chat_id = :old_id AND state = 'sending' AND method LIKE 'send%' AND post_id IS NOT NULL ORDER BY id;

-- name: leave_under_way!
-- What becomes of the call to the old chat is no matter any more.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE chat_id = :old_id AND state = 'sending' AND method LIKE 'send%' AND post_id IS NOT NULL;

-- name: let_go_of_doubled!
-- The slots that the new chat has already are its own.
UPDATE posts SET slot = slot || '#' || id WHERE chat_id = :old_id AND EXISTS (
    SELECT 1 FROM posts new
    WHERE new.slot = posts.slot AND new.chat_id = :new_id AND new.thread_id = posts.thread_id
);

-- name: drop_edits_of_stood!
-- The old chat's messages cannot be edited any more.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE state IN ('queued', 'waiting', 'held') AND method NOT LIKE 'send%' AND post_id IN (
    SELECT id FROM posts WHERE chat_id = :old_id AND message_id IS NOT NULL
);

-- name: let_go_of_stood!
-- What they showed is shown anew in the new chat: their slots are free.
UPDATE posts SET slot = slot || '#' || id WHERE chat_id = :old_id AND message_id IS NOT NULL;

-- name: move_posts!
-- What has not left yet will stand in the new chat; numbers of the old one's messages mean nothing there.
UPDATE posts SET chat_id = :new_id, message_id = NULL WHERE chat_id = :old_id;

-- name: move_drafts!
-- Conversations in the group follow.
UPDATE drafts SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: delete_doubled_greetings!
-- Who was greeted in the new chat as well.
DELETE FROM greetings WHERE chat_id = :old_id AND EXISTS (
    SELECT 1 FROM greetings other WHERE other.chat_id = :new_id AND other.telegram_id = greetings.telegram_id
);

-- name: move_greetings!
-- Who was greeted in the group is not greeted again.
UPDATE greetings SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: move_ledger!
-- What was posted in the group stays posted: places are written chat:topic, and :old and :new are chat and colon.
UPDATE ledger SET place = :new || substr(place, length(:old) + 1)
WHERE substr(place, 1, length(:old)) = :old AND NOT EXISTS (
    SELECT 1 FROM ledger l WHERE l.kind = ledger.kind AND l.period = ledger.period
        AND l.place = :new || substr(ledger.place, length(:old) + 1)
);

-- name: find_ledger^
-- When this was posted.
SELECT posted_at FROM ledger WHERE kind = :kind AND place = :place AND period = :period AND outcome = 'posted';

-- name: first_posted$
-- When this was first posted anywhere.
SELECT min(posted_at) FROM ledger WHERE kind = :kind AND period = :period AND outcome = 'posted';

-- name: list_posted
-- Where this was posted.
SELECT place FROM ledger WHERE kind = :kind AND period = :period AND outcome = 'posted';

-- name: insert_ledger^
-- Claims one post for one place and period, also where there was nothing to post then; no row: it was posted before.
INSERT INTO ledger (kind, place, period, outcome, posted_at) VALUES (:kind, :place, :period, :outcome, :posted_at)
ON CONFLICT (kind, place, period) DO UPDATE SET outcome = excluded.outcome, posted_at = excluded.posted_at
WHERE ledger.outcome <> 'posted' RETURNING kind;

-- name: owe_ledger!
-- What the clock posted has not arrived.
UPDATE ledger SET outcome = 'owed' WHERE kind = :kind AND place = :place AND period = :period AND outcome = 'posted';

-- name: list_owed
-- What the clock could not post: kind, place, period.
SELECT kind, place, period FROM ledger WHERE outcome = 'owed' ORDER BY posted_at, kind, place;

-- name: move_owed!
-- A topic that is gone gives what it is owed to the place that is bound instead (:chat is chat and colon).
UPDATE ledger SET place = :place WHERE outcome = 'owed' AND place <> :place AND substr(place, 1, length(:chat)) = :chat
    AND NOT EXISTS (SELECT 1 FROM places p WHERE CAST(:chat AS TEXT) || CAST(p.thread_id AS TEXT) = ledger.place)
    AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.kind = ledger.kind AND l.period = ledger.period AND l.place = :place);

-- name: get_meta$
-- A remembered value.
SELECT value FROM meta WHERE key = :key;

-- name: set_meta!
-- Remembers a value.
INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: touch_directory!
-- The roster or the places have changed: whoever holds them in memory reads them again.
UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'directory_version';

-- name: touch_accounts<!
-- The accounts have changed: whoever holds them in memory reads them again, and the roster not. No row means version 0.
INSERT INTO meta (key, value) VALUES ('accounts_version', '1')
ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT) RETURNING value;

-- name: get_versions^
-- Which roster and which accounts there are now.
SELECT value, (SELECT value FROM meta WHERE key = 'accounts_version') FROM meta WHERE key = 'directory_version';

-- name: find_unsent^
-- A call that is due or under way.
SELECT id FROM outbox WHERE state = 'sending' OR (state = 'queued' AND send_at <= :now) LIMIT 1;

-- name: list_newest_inbox
-- The updates that came last, for looking at.
SELECT seq, state, received_at, lane, attempts, error, payload FROM inbox ORDER BY seq DESC LIMIT :most;

-- name: list_newest_outbox
-- The calls that were decided on last, for looking at.
SELECT id, state, created_at, method, chat_id, attempts, error, payload FROM outbox ORDER BY id DESC LIMIT :most;

-- name: list_settled
-- Calls that went well, as far as they are remembered, in their order: what stands in the chats by them. A call that made or
-- changed a message has its number, of what was deleted or pinned the living message or the call itself says it.
SELECT o.chat_id, o.method, o.payload, coalesce(o.message_id, p.message_id), o.settled_at
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id
WHERE o.state = 'sent' AND o.chat_id <> 0 ORDER BY o.settled_at, o.id;

-- name: list_standing
-- All living messages that stand somewhere, also those that are kept up to date no more.
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts WHERE message_id IS NOT NULL ORDER BY id;

-- name: take_back_all!
-- Whatever was under way has reached nobody.
UPDATE outbox SET state = 'queued', attempts = attempts - 1 WHERE state = 'sending';
