-- name: list_uncompared
-- What has not been compared as it stands: rewritten items, and new ones, which are compared in the order of their ids. What is
-- held is nothing to be shown beside others.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state NOT IN ('held', 'destroyed') AND i.id IN (
    SELECT item_id FROM comparisons WHERE version = 0
    UNION ALL
    SELECT id FROM (SELECT id FROM items WHERE id > (SELECT coalesce(max(item_id), 0) FROM comparisons)
        AND state NOT IN ('held', 'destroyed') ORDER BY id LIMIT :most) AS fresh
) ORDER BY i.id LIMIT :most;

-- name: get_compared^
-- The newest item that has been compared, and the first of those received since.
SELECT coalesce(max(item_id), 0),
       (SELECT item_id FROM comparisons WHERE received_at >= :since ORDER BY received_at, item_id LIMIT 1)
FROM comparisons;

-- name: find_comparison$
-- Which version of an item has been compared.
SELECT version FROM comparisons WHERE item_id = :item_id;

-- name: save_comparison!
-- This version has been.
INSERT INTO comparisons (item_id, version, received_at) VALUES (:item_id, :version, :received_at)
ON CONFLICT (item_id) DO UPDATE SET version = excluded.version;

-- name: demand_comparison!
-- The item was not to be compared with others, and now is.
INSERT INTO comparisons (item_id, version, received_at) VALUES (:item_id, 0, :received_at)
ON CONFLICT (item_id) DO UPDATE SET version = 0;

-- name: outdate_comparison!
-- The item has been rewritten: it is to be compared again.
UPDATE comparisons SET version = 0 WHERE item_id = :item_id;

-- name: list_text_keys
-- Which other items have which of these keys, a line for each key.
SELECT key, group_concat(item_id) FROM text_keys WHERE key IN (SELECT value FROM json_each(:keys)) AND item_id <> :item_id
GROUP BY key;

-- name: list_event_keys
-- The same, of the items since one.
SELECT key, group_concat(item_id) FROM event_keys WHERE key IN (SELECT value FROM json_each(:keys)) AND item_id >= :first
AND item_id <> :item_id GROUP BY key;

-- name: insert_text_keys!
-- An item's keys.
INSERT INTO text_keys (key, item_id) SELECT value, :item_id FROM json_each(:keys) WHERE true ON CONFLICT DO NOTHING;

-- name: insert_event_keys!
-- An item's keys.
INSERT INTO event_keys (key, item_id) SELECT value, :item_id FROM json_each(:keys) WHERE true ON CONFLICT DO NOTHING;

-- name: delete_text_keys!
-- Those of an item that has been rewritten or destroyed.
DELETE FROM text_keys WHERE item_id = :item_id;

-- name: delete_event_keys!
-- Those of an item that has been rewritten or destroyed.
DELETE FROM event_keys WHERE item_id = :item_id;

-- name: save_likeness!
-- Two items are alike. What an editor has answered stays.
INSERT INTO likenesses (item_id, other_id, kind, score) VALUES (:item_id, :other_id, :kind, :score)
ON CONFLICT (item_id, other_id) DO UPDATE SET kind = excluded.kind, score = excluded.score;

-- name: list_likenesses
-- What an item is like.
SELECT item_id, other_id, kind, score, answer FROM likenesses WHERE item_id = :item_id ORDER BY other_id;

-- name: list_later_alike
-- Later items that are like this one.
SELECT item_id, other_id, kind, score, answer FROM likenesses WHERE other_id = :other_id ORDER BY item_id;

-- name: answer_likeness!
-- What an editor says of two items.
UPDATE likenesses SET answer = :answer WHERE item_id = :item_id AND other_id = :other_id;

-- name: delete_unanswered!
-- What was found of an item that has been rewritten.
DELETE FROM likenesses WHERE (item_id = :item_id OR other_id = :item_id) AND answer IS NULL;

-- name: delete_likenesses!
-- Everything of an item that has been destroyed.
DELETE FROM likenesses WHERE item_id = :item_id OR other_id = :item_id;

-- name: purge_text_keys!
-- Keys of items that were received before.
DELETE FROM text_keys WHERE item_id <= (SELECT item_id FROM comparisons WHERE received_at < :before ORDER BY received_at DESC LIMIT 1);

-- name: purge_event_keys!
-- The same of what is compared by days.
DELETE FROM event_keys WHERE item_id <= (SELECT item_id FROM comparisons WHERE received_at < :before ORDER BY received_at DESC LIMIT 1);
