-- name: insert_inquiry<!
-- Somebody asks the desk.
INSERT INTO inquiries (person_id, asked_at) VALUES (:person_id, :asked_at) RETURNING id;

-- name: find_inquiry^
-- One question, with where its thread stands.
SELECT q.id, q.person_id, p.name, q.asked_at,
    coalesce((SELECT t.text FROM inquiry_texts t WHERE t.inquiry_id = q.id ORDER BY t.id LIMIT 1), ''),
    (SELECT count(*) FROM inquiry_texts t WHERE t.inquiry_id = q.id),
    (SELECT min(t.said_at) FROM inquiry_texts t WHERE t.inquiry_id = q.id AND t.id > coalesce(
        (SELECT max(d.id) FROM inquiry_texts d WHERE d.inquiry_id = q.id AND d.from_desk = 1), 0))
FROM inquiries q JOIN people p ON p.id = q.person_id WHERE q.id = :id;

-- name: list_inquiries_of
-- What somebody has asked, the newest first.
SELECT q.id, q.person_id, p.name, q.asked_at,
    coalesce((SELECT t.text FROM inquiry_texts t WHERE t.inquiry_id = q.id ORDER BY t.id LIMIT 1), ''),
    (SELECT count(*) FROM inquiry_texts t WHERE t.inquiry_id = q.id),
    (SELECT min(t.said_at) FROM inquiry_texts t WHERE t.inquiry_id = q.id AND t.id > coalesce(
        (SELECT max(d.id) FROM inquiry_texts d WHERE d.inquiry_id = q.id AND d.from_desk = 1), 0))
FROM inquiries q JOIN people p ON p.id = q.person_id WHERE q.person_id = :person_id ORDER BY q.id DESC LIMIT :most;

-- name: list_open_inquiries
-- What nobody has answered, what has waited longest first.
WITH threads (id, person_id, name, asked_at, text, texts, waits_since) AS (
SELECT q.id, q.person_id, p.name, q.asked_at,
    coalesce((SELECT t.text FROM inquiry_texts t WHERE t.inquiry_id = q.id ORDER BY t.id LIMIT 1), ''),
    (SELECT count(*) FROM inquiry_texts t WHERE t.inquiry_id = q.id),
    (SELECT min(t.said_at) FROM inquiry_texts t WHERE t.inquiry_id = q.id AND t.id > coalesce(
        (SELECT max(d.id) FROM inquiry_texts d WHERE d.inquiry_id = q.id AND d.from_desk = 1), 0))
FROM inquiries q JOIN people p ON p.id = q.person_id WHERE p.state = 'active'
)
SELECT id, person_id, name, asked_at, text, texts, waits_since FROM threads WHERE waits_since IS NOT NULL AND waits_since <= :until ORDER BY waits_since, id LIMIT :most;

-- name: delete_inquiry!
-- It was not asked after all.
DELETE FROM inquiries WHERE id = :id;

-- name: insert_inquiry_text<!
-- Somebody says something in the thread.
INSERT INTO inquiry_texts (inquiry_id, person_id, from_desk, text, chat_id, message_id, said_at)
VALUES (:inquiry_id, :person_id, :from_desk, :text, :chat_id, :message_id, :said_at) RETURNING id;

-- name: find_inquiry_text^
-- One text.
SELECT t.id, t.inquiry_id, t.person_id, p.name, t.from_desk, t.text, t.chat_id, t.message_id, t.said_at
FROM inquiry_texts t JOIN people p ON p.id = t.person_id WHERE t.id = :id;

-- name: list_inquiry_texts
-- The thread, the first first.
SELECT t.id, t.inquiry_id, t.person_id, p.name, t.from_desk, t.text, t.chat_id, t.message_id, t.said_at
FROM inquiry_texts t JOIN people p ON p.id = t.person_id WHERE t.inquiry_id = :inquiry_id ORDER BY t.id;

-- name: list_inquiry_texts_of_message
-- What a message became.
SELECT t.id, t.inquiry_id, t.person_id, p.name, t.from_desk, t.text, t.chat_id, t.message_id, t.said_at
FROM inquiry_texts t JOIN people p ON p.id = t.person_id WHERE t.chat_id = :chat_id AND t.message_id = :message_id ORDER BY t.id;

-- name: delete_inquiry_text!
-- It was taken back.
DELETE FROM inquiry_texts WHERE id = :id;

-- name: wipe_inquiry_text!
-- Nothing stays of one.
UPDATE inquiry_texts SET text = '' WHERE id = :id;

-- name: insert_guide<!
-- The office puts its own guide.
INSERT INTO guides (text, person_id, set_at) VALUES (:text, :person_id, :set_at) RETURNING id;

-- name: find_guide^
-- One guide.
SELECT g.id, g.text, g.person_id, p.name, g.set_at, g.dropped_at FROM guides g JOIN people p ON p.id = g.person_id
WHERE g.id = :id;

-- name: find_guide_in_force^
-- The newest that was not dropped.
SELECT g.id, g.text, g.person_id, p.name, g.set_at, g.dropped_at FROM guides g JOIN people p ON p.id = g.person_id
WHERE g.dropped_at IS NULL ORDER BY g.id DESC LIMIT 1;

-- name: drop_guide!
-- The one before is in force again; or, with no moment, this one.
UPDATE guides SET dropped_at = :dropped_at WHERE id = :id;

-- name: insert_exemplar!
-- An item is a good example, or one with another comment.
INSERT INTO exemplars (item_id, comment, person_id, chosen_at) VALUES (:item_id, :comment, :person_id, :chosen_at)
ON CONFLICT (item_id) DO UPDATE SET comment = excluded.comment, person_id = excluded.person_id;

-- name: find_exemplar^
-- One good example.
SELECT e.item_id, e.comment, e.person_id, p.name, e.chosen_at FROM exemplars e JOIN people p ON p.id = e.person_id
WHERE e.item_id = :item_id;

-- name: list_exemplars
-- The good examples that are adopted still, the newest first.
SELECT e.item_id, e.comment, e.person_id, p.name, e.chosen_at FROM exemplars e JOIN people p ON p.id = e.person_id
JOIN items i ON i.id = e.item_id WHERE i.state = 'adopted' ORDER BY e.chosen_at DESC, e.item_id DESC LIMIT :most;

-- name: delete_exemplar!
-- It is one no more.
DELETE FROM exemplars WHERE item_id = :item_id;
