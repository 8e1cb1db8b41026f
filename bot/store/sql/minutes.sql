-- name: insert_minutes<!
-- What a consultation came to.
INSERT INTO minutes (text, person_id, made_at) VALUES (:text, :person_id, :made_at) RETURNING id;

-- name: find_minutes^
-- One of them.
SELECT id, text, person_id, made_at FROM minutes WHERE id = :id;

-- name: wipe_minutes!
-- Nothing stays of what was written in them.
UPDATE minutes SET text = :gone WHERE id = :id;

-- name: list_minutes
-- The newest first.
SELECT id, text, person_id, made_at FROM minutes ORDER BY made_at DESC, id DESC LIMIT :most;

-- name: count_received_between
-- Items that came in a span of time, by state and reason.
SELECT state, reason, count(*) FROM items WHERE received_at >= :since AND received_at < :until
    AND month >= :first AND month <= :last GROUP BY state, reason ORDER BY state, reason;
