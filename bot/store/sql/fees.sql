-- name: insert_fee_month<!
-- A month's list is settled; nothing where it was before.
INSERT INTO fee_months (month, settled_by, settled_at) VALUES (:month, :settled_by, :settled_at)
ON CONFLICT (month) DO NOTHING RETURNING month;

-- name: list_fee_months
-- The settled months.
SELECT month, settled_by, settled_at FROM fee_months ORDER BY month;

-- name: find_fee_month^
-- The first settled month that is this one or later: an adoption of this month came too late for its list.
SELECT month, settled_by, settled_at FROM fee_months WHERE month >= :month ORDER BY month LIMIT 1;

-- name: insert_fee_lines*!
-- The lines of such a month.
INSERT INTO fee_lines (item_id, month, day, channel, kind, person_id, unit_id, fen, rule)
VALUES (:item_id, :month, :day, :channel, :kind, :person_id, :unit_id, :fen, :rule);

-- name: list_fee_lines
-- The settled lines from one month to another.
SELECT item_id, month, day, channel, kind, person_id, unit_id, fen, rule FROM fee_lines
WHERE month >= :first AND month <= :last ORDER BY id;

-- name: list_fee_lines_of_items
-- Those of some items.
SELECT item_id, month, day, channel, kind, person_id, unit_id, fen, rule FROM fee_lines
WHERE item_id IN (SELECT value FROM json_each(:ids)) ORDER BY id;

-- name: list_adoptions_touched
-- All adoptions of the items of which one was recorded, or booked, or taken back in a span of time.
SELECT id, item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month
FROM adoptions WHERE item_id IN (
    SELECT item_id FROM adoptions WHERE (month >= :first AND month <= :last)
        OR (revoked_month >= :first AND revoked_month <= :last) OR (recorded_at >= :since AND recorded_at < :until)
) ORDER BY item_id, id;

-- name: list_adoptions_of_items
-- All adoptions of some items.
SELECT id, item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month
FROM adoptions WHERE item_id IN (SELECT value FROM json_each(:ids)) ORDER BY item_id, id;

-- name: list_listed_merged
-- The items with settled lines into which others were merged in a span of time, whatever the depth.
WITH RECURSIVE whole (id) AS (
    SELECT m.merged_into FROM items m WHERE m.merged_into IS NOT NULL AND m.state = 'merged' AND m.editor_id IS NOT NULL
        AND m.decided_at >= :since AND m.decided_at < :until
    UNION SELECT m.merged_into FROM items m JOIN whole w ON m.id = w.id WHERE m.merged_into IS NOT NULL AND m.state = 'merged'
)
SELECT w.id FROM whole w WHERE EXISTS (SELECT 1 FROM fee_lines l WHERE l.item_id = w.id) ORDER BY w.id;

-- name: list_item_heads
-- What a list says of items, without their texts; whether they were found untrue, and still are.
SELECT id, number, title, person_id, unit_id, joint_units, received_at, state, reason, decided_at,
    CASE WHEN EXISTS (
        SELECT 1 FROM item_faults f WHERE f.item_id = items.id AND f.fault = 'untrue' AND f.cleared_at IS NULL
    ) THEN 1 ELSE 0 END
FROM items WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id;

-- name: list_contributions
-- Who wrote what editors merged into some items, whatever the depth, in the order in which it was merged.
WITH RECURSIVE contained (whole, id) AS (
    SELECT m.merged_into, m.id FROM items m
    WHERE m.merged_into IN (SELECT value FROM json_each(:ids)) AND m.state = 'merged'
    UNION SELECT c.whole, m.id FROM items m JOIN contained c ON m.merged_into = c.id WHERE m.state = 'merged'
)
SELECT c.whole, i.person_id, i.unit_id, i.joint_units, i.decided_at
FROM contained c JOIN items i ON i.id = c.id WHERE i.editor_id IS NOT NULL ORDER BY c.whole, i.decided_at, i.id;

-- name: first_adopted_month$
-- The first month in which an adoption is booked.
SELECT min(month) FROM adoptions;
