-- name: insert_minutes<!
-- What a consultation came to.
INSERT INTO minutes (text, person_id, made_at) VALUES (:text, :person_id, :made_at) RETURNING id;

-- name: find_minutes^
-- One of them.
SELECT id, text, person_id, made_at, replaced_by, undone_at FROM minutes WHERE id = :id;

-- name: find_minutes_since^
-- The newest that stand and were written since.
SELECT id, text, person_id, made_at, replaced_by, undone_at FROM minutes
WHERE made_at >= :since AND replaced_by IS NULL AND undone_at IS NULL ORDER BY made_at DESC, id DESC LIMIT 1;

-- name: find_minutes_replaced^
-- Those in whose place these were written.
SELECT id, text, person_id, made_at, replaced_by, undone_at FROM minutes WHERE replaced_by = :id;

-- name: replace_minutes!
-- Others stand in their place, or (NULL) none any more.
UPDATE minutes SET replaced_by = :by WHERE id = :id;

-- name: undo_minutes!
-- They are no more.
UPDATE minutes SET undone_at = :now WHERE id = :id;

-- name: wipe_minutes!
-- Nothing stays of what was written in them.
UPDATE minutes SET text = :gone WHERE id = :id;

-- name: list_minutes
-- Those that stand, the newest first.
SELECT id, text, person_id, made_at, replaced_by, undone_at FROM minutes
WHERE replaced_by IS NULL AND undone_at IS NULL ORDER BY made_at DESC, id DESC LIMIT :most;

-- name: count_received_between
-- Items that came in a span of time, by state and reason.
SELECT state, reason, count(*) FROM items WHERE received_at >= :since AND received_at < :until
    AND month >= :first AND month <= :last GROUP BY state, reason ORDER BY state, reason;
