-- name: upsert_keypoint_month!
-- A month has key points; published once, it stays so.
INSERT INTO keypoint_months (month, published_by, published_at) VALUES (:month, :published_by, :published_at)
ON CONFLICT (month) DO UPDATE SET published_by = coalesce(keypoint_months.published_by, excluded.published_by),
    published_at = coalesce(keypoint_months.published_at, excluded.published_at);

-- name: find_keypoint_month^
-- A month's standing.
SELECT month, published_by, published_at FROM keypoint_months WHERE month = :month;

-- name: list_keypoint_months
-- The months whose key points are published, the newest first.
SELECT month FROM keypoint_months WHERE published_at IS NOT NULL ORDER BY month DESC LIMIT :most;

-- name: list_keypoints
-- A month's key points.
SELECT month, number, title, angle, units, due_on FROM keypoints WHERE month = :month AND is_dropped = 0 ORDER BY number;

-- name: last_keypoint$
-- The highest number of a month, of those that were taken out too.
SELECT coalesce(max(number), 0) FROM keypoints WHERE month = :month;

-- name: drop_keypoints!
-- They are taken out, but for those that are kept anew.
UPDATE keypoints SET is_dropped = 1 WHERE month = :month;

-- name: upsert_keypoint!
-- A key point as it is now.
INSERT INTO keypoints (month, number, title, angle, units, due_on, is_dropped)
VALUES (:month, :number, :title, :angle, :units, :due_on, 0)
ON CONFLICT (month, number) DO UPDATE SET title = excluded.title, angle = excluded.angle, units = excluded.units,
    due_on = excluded.due_on, is_dropped = 0;

-- name: count_keypoint_items
-- The month's items by key point, state and reason.
SELECT keypoint, state, reason, count(*) FROM items WHERE month = :month AND keypoint IS NOT NULL
GROUP BY keypoint, state, reason ORDER BY keypoint, state, reason;

-- name: insert_keypoint_reader^
-- Somebody has read them; nothing where that is known.
INSERT INTO keypoint_readers (month, person_id, read_at) VALUES (:month, :person_id, :read_at)
ON CONFLICT (month, person_id) DO NOTHING RETURNING read_at;

-- name: find_keypoint_reader$
-- When somebody read them.
SELECT read_at FROM keypoint_readers WHERE month = :month AND person_id = :person_id;

-- name: count_keypoint_readers$
-- How many have read them.
SELECT count(*) FROM keypoint_readers WHERE month = :month;
