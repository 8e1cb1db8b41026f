-- name: insert_item<!
-- A numbered item.
INSERT INTO items (number, person_id, unit_id, title, body, kind, is_urgent, themes, joint_units, source, origin,
                   demand_id, state, version, month, received_at, keypoint)
VALUES (:number, :person_id, :unit_id, :title, :body, :kind, :is_urgent, :themes, :joint_units, :source, :origin,
        :demand_id, 'waiting', 1, :month, :received_at, :keypoint) RETURNING id;

-- name: find_item^
-- One item by its id.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id WHERE i.id = :id;

-- name: list_items_by_id
-- Items by their ids.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id IN (SELECT value FROM json_each(:ids)) ORDER BY i.id;

-- name: find_item_by_number^
-- One item by the number that people type.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id WHERE i.number = :number;

-- name: list_undecided_without_card
-- What waits for the desk and has no card (:slot is its name up to the id) in this place, the oldest first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state IN ('waiting', 'reviewing') AND NOT EXISTS (
    SELECT 1 FROM posts s WHERE s.slot = CAST(:slot AS TEXT) || CAST(i.id AS TEXT) AND s.chat_id = :chat_id AND s.thread_id = :thread_id
) ORDER BY i.id LIMIT :most;

-- name: count_undecided_without_card$
-- How many these are.
SELECT count(*) FROM items i WHERE i.state IN ('waiting', 'reviewing') AND NOT EXISTS (
    SELECT 1 FROM posts s WHERE s.slot = CAST(:slot AS TEXT) || CAST(i.id AS TEXT) AND s.chat_id = :chat_id AND s.thread_id = :thread_id
);

-- name: list_items_of
-- A person's newest items. The month goes with received_at; named first, it lets the index end the search early.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.person_id = :person_id ORDER BY i.month DESC, i.received_at DESC, i.id DESC LIMIT :most;

-- name: list_items_not_returned
-- A person's items, the newest first, but those that were returned.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.person_id = :person_id AND i.state <> 'returned'
ORDER BY i.month DESC, i.received_at DESC, i.id DESC LIMIT :most OFFSET :after;

-- name: count_items_not_returned$
-- How many these are.
SELECT count(*) FROM items WHERE person_id = :person_id AND state <> 'returned';

-- name: list_items_returned
-- What a person is to mend, the newest first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.person_id = :person_id AND i.state = 'returned' ORDER BY i.received_at DESC, i.id DESC;

-- name: list_newest_items
-- The items that came last, but those that are held or destroyed.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state NOT IN ('held', 'destroyed') ORDER BY i.id DESC LIMIT :most;

-- name: list_newest_adopted
-- The adopted items that came last.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state = 'adopted' ORDER BY i.id DESC LIMIT :most;

-- name: list_month
-- What counting a month needs of its items: a line for each state and reason, with the person of each item.
SELECT state, reason, group_concat(person_id) FROM items WHERE month = :month GROUP BY state, reason;

-- name: first_item_month$
-- The month of the first item that there is.
SELECT min(month) FROM items;

-- name: count_by_person
-- What a ranking needs of the items of several months: by person, state and reason, in the order of the first such item.
SELECT person_id, state, reason, count(*) FROM items WHERE month >= :first AND month <= :last
GROUP BY person_id, state, reason ORDER BY min(id);

-- name: count_by_unit
-- The same by unit.
SELECT unit_id, state, reason, count(*) FROM items WHERE month >= :first AND month <= :last
GROUP BY unit_id, state, reason ORDER BY min(id);

-- name: count_standings
-- What statistics need of the items of several months: by month, unit, category, state and reason.
SELECT month, unit_id, kind, state, reason, count(*) FROM items WHERE month >= :first AND month <= :last
GROUP BY month, unit_id, kind, state, reason ORDER BY month, unit_id, kind, state, reason;

-- name: list_month_of
-- How one person's month stands, by state and reason.
SELECT state, reason, count(*) FROM items WHERE person_id = :person_id AND month = :month GROUP BY state, reason;

-- name: count_states
-- How many items stand in which state.
SELECT state, count(*) FROM items GROUP BY state;

-- name: count_waiting_items^
-- What waits for review: how many, since when, and how many of them ring the desk.
SELECT count(*), min(received_at), coalesce(sum(CASE WHEN is_urgent = 1 OR kind = 'early_warning' THEN 1 ELSE 0 END), 0)
FROM items WHERE state = 'waiting';

-- name: list_waiting_items
-- What waits for review: first what rings the desk, then what came first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id WHERE i.state = 'waiting'
ORDER BY CASE WHEN i.is_urgent = 1 OR i.kind = 'early_warning' THEN 0 ELSE 1 END, i.received_at, i.id
LIMIT :most OFFSET :after;

-- name: list_queue
-- What editors have to decide: first what rings the desk, then what waits, then what somebody has taken; what came first goes first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id IN (SELECT id FROM items WHERE state = 'waiting' UNION ALL SELECT id FROM items WHERE state = 'reviewing')
ORDER BY CASE WHEN i.is_urgent = 1 OR i.kind = 'early_warning' THEN 0 ELSE 1 END,
    CASE WHEN i.state = 'waiting' THEN 0 ELSE 1 END, i.received_at, i.id LIMIT :most OFFSET :after;

-- name: list_reserve
-- What is kept for later, the newest first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id WHERE i.state = 'reserved'
ORDER BY i.id DESC LIMIT :most OFFSET :after;

-- name: count_reserve$
-- How many these are.
SELECT count(*) FROM items WHERE state = 'reserved';

-- name: list_items_taken
-- What an editor took before a moment and has not decided, the longest ago first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state = 'reviewing' AND i.decided_at <= :before ORDER BY i.decided_at, i.id LIMIT :most;

-- name: count_taken_items
-- What is in review, by who has it.
SELECT editor_id, count(*) FROM items WHERE state = 'reviewing' GROUP BY editor_id ORDER BY min(decided_at), editor_id;

-- name: list_long_waits
-- What waits since before a moment, in its present words, and was never brought to mind (:kind is the ledger's), the longest first.
SELECT i.id, i.version, v.written_at FROM items i JOIN item_versions v ON v.item_id = i.id AND v.version = i.version
WHERE i.state = 'waiting' AND i.received_at <= :before AND v.written_at <= :before AND NOT EXISTS (
    SELECT 1 FROM ledger l WHERE l.kind = :kind AND l.place = 'item:' || CAST(i.id AS TEXT)
        AND l.period = CAST(i.version AS TEXT) AND l.outcome = 'posted'
) ORDER BY v.written_at, i.id LIMIT :most;

-- name: list_merged_into
-- The items that were merged into one.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.merged_into = :id AND i.state = 'merged' ORDER BY i.decided_at, i.id;

-- name: list_contained_in
-- The items that were merged into one, and into those, whatever the depth.
WITH RECURSIVE contained (id) AS (
    SELECT m.id FROM items m WHERE m.merged_into = :id AND m.state = 'merged'
    UNION SELECT m.id FROM items m JOIN contained c ON m.merged_into = c.id WHERE m.state = 'merged'
)
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.id IN (SELECT id FROM contained) ORDER BY i.decided_at, i.id;

-- name: update_item_state!
-- A step of the review.
UPDATE items SET state = :state, reason = :reason, reason_text = :reason_text, editor_id = :editor_id,
       merged_into = :merged_into, decided_at = :decided_at WHERE id = :id;

-- name: list_following
-- The items that tell more of one's event.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.follows_id = :id AND i.state NOT IN ('held', 'destroyed') ORDER BY i.id;

-- name: update_follows!
-- The item tells more of another one's event, or no longer does.
UPDATE items SET follows_id = :follows_id WHERE id = :id;

-- name: update_item_text!
-- A new version of the words.
UPDATE items SET title = :title, body = :body, kind = :kind, is_urgent = :is_urgent, themes = :themes,
       joint_units = :joint_units, source = :source, demand_id = :demand_id, keypoint = :keypoint, version = :version,
       state = :state WHERE id = :id;

-- name: wipe_item!
-- Nothing stays of an item's words but its number; nor is it anybody's decision any more.
UPDATE items SET title = '', body = '', source = NULL, origin = NULL, themes = '[]', joint_units = '[]', reason = NULL,
       reason_text = NULL, editor_id = NULL, merged_into = NULL, state = :state, decided_at = :decided_at WHERE id = :id;

-- name: wipe_versions!
-- Nor of any of its versions.
UPDATE item_versions SET title = '', body = '', original = NULL WHERE item_id = :id;

-- name: wipe_parts!
-- Nor of the messages that it was made of.
UPDATE item_parts SET text = '' WHERE item_id = :id;

-- name: list_held_items
-- What waits for the secrecy officers, the oldest first.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id WHERE i.state = 'held'
ORDER BY i.id LIMIT :most;

-- name: update_item_demand!
-- The demand that an item answers.
UPDATE items SET demand_id = :demand_id WHERE id = :id;

-- name: insert_version!
-- The words as they were written, kept for ever.
INSERT INTO item_versions (item_id, version, title, body, original, written_at, edited_by)
VALUES (:item_id, :version, :title, :body, :original, :written_at, :edited_by);

-- name: delete_version!
-- What an editor made of the text is taken back.
DELETE FROM item_versions WHERE item_id = :item_id AND version = :version;

-- name: find_copyedit^
-- Which editor wrote a version, and when; nothing where its reporter did.
SELECT p.name, v.written_at FROM item_versions v JOIN people p ON p.id = v.edited_by
WHERE v.item_id = :item_id AND v.version = :version;

-- name: find_as_sent^
-- The newest version that its reporter wrote.
SELECT version, title, body, written_at FROM item_versions
WHERE item_id = :item_id AND edited_by IS NULL ORDER BY version DESC LIMIT 1;

-- name: list_versions
-- Every version of an item.
SELECT version, title, body, written_at FROM item_versions WHERE item_id = :item_id ORDER BY version;

-- name: list_originals
-- The versions of an item that cleaning changed: what was typed, and what came of it, the oldest first.
SELECT version, original, title, body FROM item_versions
WHERE item_id = :item_id AND original IS NOT NULL ORDER BY version;

-- name: make_item_urgent!
-- An item is marked urgent; its words stay.
UPDATE items SET is_urgent = 1 WHERE id = :id;

-- name: insert_parts*!
-- The messages that an item was made of.
INSERT INTO item_parts (chat_id, message_id, place, item_id, part, text)
VALUES (:chat_id, :message_id, :place, :item_id, :part, :text) ON CONFLICT DO NOTHING;

-- name: list_parts_of_message
-- The items that a message became.
SELECT chat_id, message_id, place, item_id, part, text FROM item_parts
WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY place;

-- name: list_parts_of_item
-- The messages of one item, in order.
SELECT chat_id, message_id, place, item_id, part, text FROM item_parts WHERE item_id = :item_id ORDER BY part;

-- name: update_part!
-- A message's new text.
UPDATE item_parts SET text = :text WHERE chat_id = :chat_id AND message_id = :message_id AND place = :place;
