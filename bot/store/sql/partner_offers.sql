-- name: insert_partner_offer<!
-- A partner offers something.
INSERT INTO partner_offers (person_id, is_planned, title, words, state, chat_id, thread_id, message_id, offered_at)
VALUES (:person_id, :is_planned, :title, :words, 'open', :chat_id, :thread_id, :message_id, :now) RETURNING id;

-- name: find_partner_offer^
-- One offer.
SELECT id, person_id, is_planned, title, words, state, chat_id, thread_id, message_id, offered_at, demand_id, decided_by,
    decided_at
FROM partner_offers WHERE id = :id;

-- name: list_partner_offers_of_message
-- What a message offered.
SELECT id, person_id, is_planned, title, words, state, chat_id, thread_id, message_id, offered_at, demand_id, decided_by,
    decided_at
FROM partner_offers WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: list_partner_offers_since
-- What was offered since, or waits.
SELECT id, person_id, is_planned, title, words, state, chat_id, thread_id, message_id, offered_at, demand_id, decided_by,
    decided_at
FROM partner_offers WHERE offered_at >= :since OR state = 'open' ORDER BY id;

-- name: update_partner_offer!
-- What is offered, as an edit of the message has it.
UPDATE partner_offers SET title = :title, words = :words, is_planned = :is_planned WHERE id = :id;

-- name: decide_partner_offer!
-- What the desk made of it; open again where that was undone.
UPDATE partner_offers SET state = :state, demand_id = :demand_id, decided_by = :decided_by, decided_at = :decided_at
WHERE id = :id;

-- name: list_shared_between
-- Items that were offered to partners within this time.
SELECT i.id, i.number, i.title FROM sharings s JOIN items i ON i.id = s.item_id
WHERE s.shared_at >= :since AND s.shared_at < :before AND i.state = 'adopted' ORDER BY s.shared_at, i.id;

-- name: list_taken_between
-- Items that partners took within this time, each with the partner's unit.
SELECT i.id, i.number, i.title, u.name FROM sharing_answers a JOIN items i ON i.id = a.item_id JOIN units u ON u.id = a.unit_id
WHERE a.is_taken = 1 AND a.answered_at >= :since AND a.answered_at < :before AND i.state = 'adopted'
ORDER BY a.answered_at, i.id;
