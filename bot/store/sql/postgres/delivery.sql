-- name: insert_inbox!
-- As elsewhere; one copy after another, so that numbers become visible in their order: the dispatchers read on from the last.
INSERT INTO inbox (update_id, lane, payload, state, attempts, try_at, received_at)
SELECT u.update_id, u.lane, u.payload, 'pending', 0, :received_at::bigint, :received_at::bigint
FROM (SELECT pg_advisory_xact_lock(2053663074, 2) OFFSET 0) one_by_one,
    ROWS FROM (json_to_recordset(:rows::json) AS (update_id bigint, lane text, payload text))
        WITH ORDINALITY AS u (update_id, lane, payload, place)
ORDER BY u.place ON CONFLICT (update_id) DO NOTHING;

-- name: mark_ignored!
-- As elsewhere.
UPDATE inbox SET state = 'handled', payload = '', settled_at = :now
WHERE seq IN (SELECT value::bigint FROM json_array_elements_text(:seqs::json)) AND state = 'pending';

-- name: claim_rows
-- As elsewhere; what a Work is changing at this moment is left for the next round.
UPDATE outbox SET state = 'sending', attempts = attempts + 1
WHERE id IN (
    SELECT id FROM outbox
    WHERE id IN (SELECT value::bigint FROM json_array_elements_text(:ids::json)) AND state = 'queued'
    FOR UPDATE SKIP LOCKED
)
RETURNING id, chat_id, method, payload, priority, policy, attempts, send_at, post_id,
    (SELECT message_id FROM posts WHERE posts.id = outbox.post_id);

-- name: settle_rows!
-- As elsewhere; only of claims that are still this copy's: each claim counts one try more, so that whoever stood still while
-- another copy took over changes nothing of what that one has claimed since.
UPDATE outbox SET state = s.state, attempts = s.attempts, message_id = s.message_id, error = s.error, send_at = s.send_at,
    settled_at = s.settled_at,
    payload = CASE WHEN s.state IN ('sent', 'dead') AND (outbox.method = 'sendDocument' OR outbox.payload LIKE '%?start=%')
        THEN '' ELSE outbox.payload END
FROM json_to_recordset(:rows::json) AS s (
    id bigint, state text, attempts integer, message_id bigint, error text, send_at bigint, settled_at bigint, claim integer
)
WHERE outbox.id = s.id AND outbox.state = 'sending' AND outbox.attempts = s.claim;

-- name: find_waiting_edit$
-- As elsewhere.
SELECT 1 FROM outbox
WHERE post_id IN (SELECT value::bigint FROM json_array_elements_text(:ids::json)) AND state = 'queued' LIMIT 1;

-- name: set_post_messages!
-- As elsewhere; where the settlement was this copy's to make.
UPDATE posts SET message_id = s.message_id
FROM json_to_recordset(:rows::json) AS s (id bigint, message_id bigint, "row" bigint)
WHERE posts.id = s.id AND EXISTS (
    SELECT 1 FROM outbox WHERE outbox.id = s.row AND outbox.state = 'sent' AND outbox.message_id = s.message_id
);

-- name: drop_rows*!
-- As elsewhere; what a Work is changing at this moment is left for the next round.
UPDATE outbox SET state = 'dropped', settled_at = :now
WHERE id = (SELECT id FROM outbox WHERE id = :id AND state = 'queued' FOR UPDATE SKIP LOCKED);

-- name: find_queued_send^
-- As elsewhere; from here on it cannot leave with its old words.
SELECT id FROM outbox WHERE post_id = :post_id AND state IN ('queued', 'waiting') AND method = 'sendMessage' FOR UPDATE;

-- name: find_post^
-- As elsewhere; from here on the sender cannot write down where it stands, which would come too late for this Work.
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts
WHERE slot = :slot AND chat_id = :chat_id AND thread_id = :thread_id FOR NO KEY UPDATE;

-- name: list_posts
-- As elsewhere; locked like a single one.
SELECT id, slot, chat_id, thread_id, message_id, head FROM posts
WHERE slot IN (SELECT value FROM json_array_elements_text(:slots::json)) ORDER BY id FOR NO KEY UPDATE;

-- name: list_waiting_receipts
-- As elsewhere; from here on it cannot leave without the one that joins it.
SELECT id, payload, about, lines FROM outbox
WHERE chat_id = :chat_id AND state = 'queued' AND lines IS NOT NULL ORDER BY id DESC LIMIT 8 FOR UPDATE;
