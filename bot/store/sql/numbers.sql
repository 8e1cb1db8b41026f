-- name: next_number<!
-- The next number of a series, without gaps: it is taken in the transaction that uses it.
INSERT INTO counters (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value;

-- name: last_number$
-- The newest number of a series; none where it has not begun.
SELECT value FROM counters WHERE name = :name;
