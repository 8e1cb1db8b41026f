-- name: get_search_progress^
-- Up to which item the index goes, in which form, and whether there is something in it to be erased.
SELECT form, last_id, is_to_erase FROM search_index_progress;

-- name: set_search_progress!
-- As far as this it goes now.
UPDATE search_index_progress SET form = :form, last_id = :last_id WHERE form <> :form OR last_id <> :last_id;

-- name: set_search_erasing!
-- Whether there is something to be erased.
UPDATE search_index_progress SET is_to_erase = :is_to_erase WHERE is_to_erase <> :is_to_erase;

-- name: list_to_index
-- The items after one, in order, with what was sent of those that an editor has written anew.
SELECT i.id, i.title, i.body, i.unit_id, i.month, i.state,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.title FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.body FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END
FROM items i WHERE i.id > :after ORDER BY i.id LIMIT :most;

-- name: list_stale_to_index
-- Items that have changed since they were indexed.
SELECT i.id, i.title, i.body, i.unit_id, i.month, i.state,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.title FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.body FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END
FROM items i WHERE i.id IN (SELECT item_id FROM search_index_stale ORDER BY item_id LIMIT :most) ORDER BY i.id;

-- name: list_changed_since_read
-- Those of the items between two that are not to be indexed as they were read.
SELECT id FROM items WHERE id > :after AND id <= :last
AND (state IN ('held', 'destroyed') OR id IN (SELECT item_id FROM search_index_stale));

-- name: find_indexed^
-- An item's words as the index would have them, and whether it waits to be indexed anew.
SELECT i.title, i.body, i.unit_id, i.month, i.state,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.title FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END,
    CASE WHEN i.version = 1 THEN '' ELSE coalesce((SELECT v.body FROM item_versions v WHERE v.item_id = i.id
        AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = i.id AND w.edited_by IS NULL)
        AND v.version < i.version), '') END,
    EXISTS (SELECT 1 FROM search_index_stale s WHERE s.item_id = i.id)
FROM items i WHERE i.id = :id;

-- name: list_sent
-- What was sent of those of the items that editors have written anew.
SELECT v.item_id, v.title, v.body FROM item_versions v JOIN items i ON i.id = v.item_id
WHERE v.item_id IN (SELECT value FROM json_each(:ids)) AND v.version < i.version
AND v.version = (SELECT max(w.version) FROM item_versions w WHERE w.item_id = v.item_id AND w.edited_by IS NULL);

-- name: insert_stale!
-- The item is to be indexed anew.
INSERT INTO search_index_stale (item_id) VALUES (:item_id) ON CONFLICT DO NOTHING;

-- name: delete_stale!
-- It is indexed, or never will be.
DELETE FROM search_index_stale WHERE item_id IN (SELECT value FROM json_each(:item_ids));

-- name: clear_stale!
-- Everything will be indexed anew.
DELETE FROM search_index_stale;

-- name: insert_search_rows!
-- Items with their lexemes.
INSERT INTO search_index (rowid, lexemes)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows) WHERE true;

-- name: delete_search_row!
-- An item is taken out; :lexemes are those that it was put in with.
INSERT INTO search_index (search_index, rowid, lexemes) VALUES ('delete', :item_id, :lexemes);

-- name: clear_search_index!
-- All are.
INSERT INTO search_index (search_index) VALUES ('delete-all');

-- name: begin_erasing!
-- What was taken out is still in the file until the parts of the index are merged into one: so many pages of it now.
INSERT INTO search_index (search_index, rank) VALUES ('merge', -CAST(:pages AS INTEGER));

-- name: go_on_erasing!
-- And so many more.
INSERT INTO search_index (search_index, rank) VALUES ('merge', CAST(:pages AS INTEGER));

-- name: get_writes$
-- How much this connection has written: a merge that has nothing left to do writes less than two rows.
SELECT total_changes();

-- name: list_found
-- The newest of the items between two that have all these lexemes, may be seen and are wanted (as in list_unindexed).
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM search_index s CROSS JOIN items i ON i.id = s.rowid JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE s.search_index MATCH (SELECT group_concat('"' || value || '"', ' AND ') FROM json_each(:lexemes))
AND s.rowid >= :first AND s.rowid < :before AND i.state NOT IN ('held', 'destroyed')
AND (i.person_id = CAST(:own AS bigint) OR CAST(:own AS bigint) = 0 OR CASE CAST(:shared AS bigint) WHEN 0 THEN i.state = 'adopted'
    ELSE EXISTS (SELECT 1 FROM sharings h WHERE h.item_id = i.id AND h.taken_back_at IS NULL) END)
AND (i.state = :state OR :state = '') AND (i.unit_id = CAST(:unit_id AS bigint) OR CAST(:unit_id AS bigint) = 0)
AND (i.month = :month OR :month = '')
ORDER BY s.rowid DESC LIMIT :most;

-- name: list_unindexed
-- The newest of the items between two that may be seen and are wanted and hold what is sure to stand in it. :own is the person
-- who sees own items and adopted ones alone, or where :shared is 1 those that are shared with partners; 0 for one who sees all.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id >= :first AND i.id < :before AND i.state NOT IN ('held', 'destroyed')
AND (i.body LIKE :sure OR i.title LIKE :sure OR (i.version > 1 AND EXISTS (SELECT 1 FROM item_versions v
    WHERE v.item_id = i.id AND v.edited_by IS NULL AND (v.title LIKE :sure OR v.body LIKE :sure))))
AND (i.person_id = CAST(:own AS bigint) OR CAST(:own AS bigint) = 0 OR CASE CAST(:shared AS bigint) WHEN 0 THEN i.state = 'adopted'
    ELSE EXISTS (SELECT 1 FROM sharings h WHERE h.item_id = i.id AND h.taken_back_at IS NULL) END)
AND (i.state = :state OR :state = '') AND (i.unit_id = CAST(:unit_id AS bigint) OR CAST(:unit_id AS bigint) = 0)
AND (i.month = :month OR :month = '')
ORDER BY i.id DESC LIMIT :most;

-- name: list_stale_found
-- The same of the items that have changed since they were indexed.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id IN (SELECT item_id FROM search_index_stale WHERE item_id < :before) AND i.state NOT IN ('held', 'destroyed')
AND (i.person_id = CAST(:own AS bigint) OR CAST(:own AS bigint) = 0 OR CASE CAST(:shared AS bigint) WHEN 0 THEN i.state = 'adopted'
    ELSE EXISTS (SELECT 1 FROM sharings h WHERE h.item_id = i.id AND h.taken_back_at IS NULL) END)
AND (i.state = :state OR :state = '') AND (i.unit_id = CAST(:unit_id AS bigint) OR CAST(:unit_id AS bigint) = 0)
AND (i.month = :month OR :month = '')
ORDER BY i.id DESC;
