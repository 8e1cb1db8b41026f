-- name: list_text_keys
-- As elsewhere, where JSON is read and a list made otherwise.
SELECT key, string_agg(item_id::text, ',') FROM text_keys
WHERE key = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint)) AND item_id <> :item_id GROUP BY key;

-- name: list_event_keys
-- As elsewhere, where JSON is read and a list made otherwise.
SELECT key, string_agg(item_id::text, ',') FROM event_keys
WHERE key = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint)) AND item_id >= :first
AND item_id <> :item_id GROUP BY key;

-- name: insert_text_keys!
-- As elsewhere, where JSON is read otherwise.
INSERT INTO text_keys (key, item_id) SELECT DISTINCT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint, CAST(:item_id AS bigint) ON CONFLICT DO NOTHING;

-- name: insert_event_keys!
-- As elsewhere, where JSON is read otherwise.
INSERT INTO event_keys (key, item_id) SELECT DISTINCT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint, CAST(:item_id AS bigint) ON CONFLICT DO NOTHING;
