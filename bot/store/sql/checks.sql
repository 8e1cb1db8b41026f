-- name: count_unhandled^
-- Updates that wait to be handled, and when the first of them came.
SELECT count(*), min(received_at) FROM inbox WHERE state = 'pending';

-- name: count_overdue^
-- Calls that could have left, and since when the first of them waits. A try that failed has moved its send_at: then its making
-- counts. An edit waits for its message.
SELECT count(*), min(CASE WHEN o.error IS NULL THEN o.send_at ELSE o.created_at END)
FROM outbox o LEFT JOIN posts p ON p.id = o.post_id
WHERE o.state IN ('queued', 'sending') AND (o.send_at <= :now OR o.error IS NOT NULL)
    AND (o.post_id IS NULL OR p.message_id IS NOT NULL OR o.method LIKE 'send%');
