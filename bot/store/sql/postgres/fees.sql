-- name: list_fee_lines_of_items
-- As elsewhere, where JSON is read otherwise.
SELECT item_id, month, day, channel, kind, person_id, unit_id, fen, rule FROM fee_lines
WHERE item_id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) ORDER BY id;

-- name: list_adoptions_of_items
-- As elsewhere.
SELECT id, item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month
FROM adoptions WHERE item_id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) ORDER BY item_id, id;

-- name: list_item_heads
-- As elsewhere.
SELECT id, number, title, person_id, unit_id, joint_units, received_at, state, reason, decided_at,
    CASE WHEN EXISTS (
        SELECT 1 FROM item_faults f WHERE f.item_id = items.id AND f.fault = 'untrue' AND f.cleared_at IS NULL
    ) THEN 1 ELSE 0 END
FROM items WHERE id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) ORDER BY id;

-- name: list_contributions
-- As elsewhere.
WITH RECURSIVE contained (whole, id) AS (
    SELECT m.merged_into, m.id FROM items m
    WHERE m.merged_into = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) AND m.state = 'merged'
    UNION SELECT c.whole, m.id FROM items m JOIN contained c ON m.merged_into = c.id WHERE m.state = 'merged'
)
SELECT c.whole, i.person_id, i.unit_id, i.joint_units, i.decided_at
FROM contained c JOIN items i ON i.id = c.id WHERE i.editor_id IS NOT NULL ORDER BY c.whole, i.decided_at, i.id;
