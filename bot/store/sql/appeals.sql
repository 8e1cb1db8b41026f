-- name: insert_appeal<!
-- Somebody objects to figures.
INSERT INTO appeals (person_id, item_id, month, words, state, asked_at, chat_id, message_id)
VALUES (:person_id, :item_id, :month, :words, 'open', :asked_at, :chat_id, :message_id) RETURNING id;

-- name: find_appeal^
-- One appeal.
SELECT id, person_id, item_id, month, words, state, asked_at, decided_by, decided_at, reason FROM appeals WHERE id = :id;

-- name: list_appeals_of_item
-- The appeals about an item.
SELECT id, person_id, item_id, month, words, state, asked_at, decided_by, decided_at, reason
FROM appeals WHERE item_id = :item_id ORDER BY id;

-- name: list_open_appeals_of_month
-- What waits for an answer and bears on a month's figures: the number of the item each is about, none for the month itself.
SELECT i.number FROM appeals a LEFT JOIN items i ON i.id = a.item_id
WHERE a.state = 'open' AND (a.month = :month OR i.month = :month
    OR EXISTS (SELECT 1 FROM point_lines l WHERE l.item_id = a.item_id AND l.month = :month))
ORDER BY a.id;

-- name: list_appeals_waiting
-- What the desk has not answered, the oldest first.
SELECT id, person_id, item_id, month, words, state, asked_at, decided_by, decided_at, reason
FROM appeals WHERE state = 'open' ORDER BY id;

-- name: list_items_to_appeal
-- The items whose figures of a month or later concern somebody: the own ones and, of the unit's, what is adopted; newest first.
SELECT id FROM (
    SELECT id FROM items
    WHERE person_id = :person_id AND month >= :first AND state NOT IN ('held', 'destroyed', 'withdrawn')
    UNION SELECT id FROM items WHERE unit_id = :unit_id AND month >= :first AND state = 'adopted'
    UNION SELECT i.id FROM point_lines l JOIN items i ON i.id = l.item_id
    WHERE l.unit_id = :unit_id AND l.month >= :first AND i.state = 'adopted'
    UNION SELECT i.id FROM point_lines l JOIN items i ON i.id = l.item_id
    WHERE l.person_id = :person_id AND l.month >= :first AND i.state = 'adopted'
) AS concerned ORDER BY id DESC LIMIT :most;

-- name: decide_appeal!
-- What the desk answered.
UPDATE appeals SET state = :state, decided_by = :decided_by, decided_at = :decided_at, reason = :reason WHERE id = :id;

-- name: list_appeals_of_message
-- What a message objected to.
SELECT id, person_id, item_id, month, words, state, asked_at, decided_by, decided_at, reason
FROM appeals WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: delete_appeal!
-- It was never made.
DELETE FROM appeals WHERE id = :id;

-- name: wipe_appeal!
-- Nothing stays of what was written.
UPDATE appeals SET words = '', reason = NULL WHERE id = :id;

-- name: wipe_appeals!
-- Nothing stays of what was written about an item.
UPDATE appeals SET words = '', reason = NULL WHERE item_id = :item_id;
