-- name: list_month
-- As elsewhere, where it has another name.
SELECT state, reason, string_agg(person_id::text, ',') FROM items WHERE month = :month GROUP BY state, reason;
