-- name: delete_stale!
-- As elsewhere, where JSON is read otherwise.
DELETE FROM search_index_stale
WHERE item_id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:item_ids AS jsonb))::bigint));

-- name: list_sent
-- As elsewhere, where JSON is read otherwise.
SELECT v.item_id, v.title, v.body FROM item_versions v JOIN items i ON i.id = v.item_id
WHERE v.item_id = ANY(ARRAY(SELECT jsonb_array_elements_text(CAST(:ids AS jsonb))::bigint)) AND v.version < i.version
AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = v.item_id AND w.edited_by IS NULL);

-- name: insert_search_rows!
-- Items with their lexemes, each of which bears the number of the window of 8192 items in which it stands: the index has no
-- order, and newest first must not read every item that has them.
INSERT INTO search_index (item_id, lexemes)
SELECT (r ->> 0)::bigint, array_to_tsvector(ARRAY(
    SELECT ((r ->> 0)::bigint / 8192) || ':' || lexeme FROM unnest(string_to_array(r ->> 1, ' ')) AS lexeme
)) FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS r;

-- name: delete_search_row!
-- An item is taken out, whatever its lexemes are.
DELETE FROM search_index WHERE item_id = :item_id AND CAST(:lexemes AS text) IS NOT NULL;

-- name: clear_search_index!
-- All are.
DELETE FROM search_index;

-- name: begin_erasing!
-- Nothing: what was taken out goes with the server's next vacuum.
SELECT CAST(:pages AS bigint);

-- name: go_on_erasing!
-- Nothing either.
SELECT CAST(:pages AS bigint);

-- name: get_writes$
-- Nothing was written for it.
SELECT 0;

-- name: list_found
-- As elsewhere. One window of the index after another is asked, the newest first, until there are enough; by its lexemes alone: by its
-- ids ("+ 0" forbids it) the server would unpack the lexemes of every item of a stretch. What has all pairs need not hold the word:
-- only what does is sent (:sure as in list_unindexed).
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM (
    SELECT w FROM generate_series(CAST(:first AS bigint) / 8192, (CAST(:before AS bigint) - 1) / 8192) AS w ORDER BY w DESC
) AS windows CROSS JOIN LATERAL (
    SELECT items.* FROM (
        SELECT item_id + 0 AS item_id FROM search_index
        WHERE lexemes @@ (
            SELECT string_agg('''' || w || ':' || value || '''', ' & ')::tsquery FROM jsonb_array_elements_text(CAST(:lexemes AS jsonb))
        ) AND item_id + 0 >= :first AND item_id + 0 < :before
        ORDER BY item_id + 0 DESC
    ) s JOIN items ON items.id = s.item_id
    WHERE state NOT IN ('held', 'destroyed') AND (body LIKE :sure OR title LIKE :sure OR version > 1)
    AND (person_id = CAST(:own AS bigint) OR CAST(:own AS bigint) = 0 OR CASE CAST(:shared AS bigint) WHEN 0 THEN state = 'adopted'
        ELSE EXISTS (SELECT 1 FROM sharings h WHERE h.item_id = items.id AND h.taken_back_at IS NULL) END)
    AND (state = :state OR :state = '') AND (unit_id = CAST(:unit_id AS bigint) OR CAST(:unit_id AS bigint) = 0)
    AND (month = :month OR :month = '')
    ORDER BY s.item_id DESC LIMIT :most
) i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
ORDER BY w DESC, i.id DESC LIMIT :most;
