-- name: insert_inbox*!
-- As elsewhere; one copy after another, so that numbers become visible in their order: the dispatchers read on from the last.
INSERT INTO inbox (update_id, lane, payload, state, attempts, try_at, received_at)
SELECT :update_id::bigint, :lane::text, :payload::text, 'pending', 0, :received_at::bigint, :received_at::bigint
FROM (SELECT pg_advisory_xact_lock(2053663074, 2) OFFSET 0) one_by_one ON CONFLICT (update_id) DO NOTHING;

-- name: claim_rows*!
-- As elsewhere; what a Work is changing at this moment is left for the next round.
UPDATE outbox SET state = 'sending', attempts = attempts + 1
WHERE id = (SELECT id FROM outbox WHERE id = :id AND state = 'queued' FOR UPDATE SKIP LOCKED);

-- name: drop_rows*!
-- As elsewhere; what a Work is changing at this moment is left for the next round.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE id = (SELECT id FROM outbox WHERE id = :id AND state = 'queued' FOR UPDATE SKIP LOCKED);

-- name: find_queued_send^
-- As elsewhere; from here on it cannot leave with its old words.
SELECT id FROM outbox WHERE post_id = :post_id AND state IN ('queued', 'waiting') AND method = 'sendMessage' FOR UPDATE;

-- name: find_post^
-- As elsewhere; from here on the sender cannot write down where it stands, which would come too late for this Work.
SELECT id, slot, chat_id, thread_id, message_id FROM posts
WHERE slot = :slot AND chat_id = :chat_id AND thread_id = :thread_id FOR NO KEY UPDATE;

-- name: list_posts
-- As elsewhere; locked like a single one.
SELECT id, slot, chat_id, thread_id, message_id FROM posts WHERE slot = :slot ORDER BY id FOR NO KEY UPDATE;
