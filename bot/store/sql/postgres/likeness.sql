-- name: list_text_keys
-- As elsewhere, where JSON is read otherwise.
SELECT key, item_id FROM text_keys WHERE key = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint)) AND item_id <> :item_id;

-- name: list_event_keys
-- As elsewhere, where JSON is read otherwise.
SELECT key, item_id FROM event_keys WHERE key = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint)) AND item_id >= :first AND item_id <> :item_id;

-- name: insert_text_keys!
-- As elsewhere, where JSON is read otherwise.
INSERT INTO text_keys (key, item_id) SELECT DISTINCT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint, CAST(:item_id AS bigint) ON CONFLICT DO NOTHING;

-- name: insert_event_keys!
-- As elsewhere, where JSON is read otherwise.
INSERT INTO event_keys (key, item_id) SELECT DISTINCT jsonb_array_elements_text(CAST(:keys AS jsonb))::bigint, CAST(:item_id AS bigint) ON CONFLICT DO NOTHING;
