-- name: insert_leader_comment<!
-- A leader commented on an item.
INSERT INTO leader_comments (
    item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at, state, chat_id, message_id
) VALUES (
    :item_id, :leader_id, :recorded_by, :words, :level, :by_deputy, :day, :month, :recorded_at, 'asked', :chat_id, :message_id
) RETURNING id;

-- name: find_leader_comment^
-- One of them.
SELECT id, item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at, state, decided_by, decided_at
FROM leader_comments WHERE id = :id;

-- name: list_leader_comments_of_item
-- What leaders said of an item.
SELECT id, item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at, state, decided_by, decided_at
FROM leader_comments WHERE item_id = :item_id ORDER BY id;

-- name: list_items_commented_since
-- The items of which a leader's comment is booked in a month or later.
SELECT DISTINCT item_id FROM leader_comments WHERE month >= :month ORDER BY item_id;

-- name: list_leader_comments_waiting
-- Of which the desk has not said whether they may be passed on, the oldest first.
SELECT id, item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at, state, decided_by, decided_at
FROM leader_comments WHERE state = 'asked' ORDER BY id;

-- name: decide_leader_comment!
-- Whether it is passed on.
UPDATE leader_comments SET state = :state, decided_by = :decided_by, decided_at = :decided_at WHERE id = :id;

-- name: delete_leader_comment!
-- It was recorded by mistake, and taken back at once.
DELETE FROM leader_comments WHERE id = :id;

-- name: list_leader_comments_of_message
-- What a message said.
SELECT id, item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at, state, decided_by, decided_at
FROM leader_comments WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: wipe_leader_comment!
-- Nothing stays of what was said.
UPDATE leader_comments SET words = '' WHERE id = :id;
