-- name: insert_comment<!
-- Somebody says something about an item.
INSERT INTO comments (item_id, person_id, from_desk, objects, text, chat_id, message_id, said_at)
VALUES (:item_id, :person_id, :from_desk, :objects, :text, :chat_id, :message_id, :said_at) RETURNING id;

-- name: find_comment^
-- One comment.
SELECT c.id, c.item_id, c.person_id, p.name, c.from_desk, c.objects, c.text, c.chat_id, c.message_id, c.said_at
FROM comments c JOIN people p ON p.id = c.person_id WHERE c.id = :id;

-- name: list_comments
-- An item's thread, the first first.
SELECT c.id, c.item_id, c.person_id, p.name, c.from_desk, c.objects, c.text, c.chat_id, c.message_id, c.said_at
FROM comments c JOIN people p ON p.id = c.person_id WHERE c.item_id = :item_id ORDER BY c.id;

-- name: list_comments_of_message
-- What a message became a comment of.
SELECT c.id, c.item_id, c.person_id, p.name, c.from_desk, c.objects, c.text, c.chat_id, c.message_id, c.said_at
FROM comments c JOIN people p ON p.id = c.person_id WHERE c.chat_id = :chat_id AND c.message_id = :message_id ORDER BY c.id;

-- name: count_comments^
-- How long an item's thread is, and the newest objection in it that no editor has answered.
SELECT count(*), max(CASE WHEN objects = 1 AND id > coalesce(
    (SELECT max(d.id) FROM comments d WHERE d.item_id = :item_id AND d.from_desk = 1), 0) THEN id END)
FROM comments WHERE item_id = :item_id;

-- name: delete_comment!
-- It was taken back.
DELETE FROM comments WHERE id = :id;

-- name: wipe_comments!
-- Nothing stays of what was said about an item.
UPDATE comments SET text = '' WHERE item_id = :item_id;

-- name: wipe_comment!
-- Nothing stays of one.
UPDATE comments SET text = '' WHERE id = :id;
