-- name: list_month
-- As elsewhere, where it has another name.
SELECT state, reason, string_agg(person_id::text, ',') FROM items WHERE month = :month GROUP BY state, reason;

-- name: list_items_by_id
-- As elsewhere, where JSON is read otherwise.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) ORDER BY i.id;
