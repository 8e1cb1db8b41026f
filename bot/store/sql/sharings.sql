-- name: save_sharing!
-- An item is offered to partners.
INSERT INTO sharings (item_id, person_id, shared_at) VALUES (:item_id, :person_id, :shared_at)
ON CONFLICT (item_id) DO UPDATE SET person_id = excluded.person_id, shared_at = excluded.shared_at, taken_back_at = NULL;

-- name: find_sharing^
-- Whether it was offered.
SELECT item_id, person_id, shared_at, taken_back_at FROM sharings WHERE item_id = :item_id;

-- name: list_standing_sharings
-- Which items are offered, of those from this one on.
SELECT item_id FROM sharings WHERE taken_back_at IS NULL AND item_id >= :first;

-- name: take_back_sharing!
-- It is offered no more.
UPDATE sharings SET taken_back_at = :taken_back_at WHERE item_id = :item_id;

-- name: save_sharing_answer!
-- What a partner's unit said.
INSERT INTO sharing_answers (item_id, unit_id, person_id, is_taken, answered_at)
VALUES (:item_id, :unit_id, :person_id, :is_taken, :answered_at)
ON CONFLICT (item_id, unit_id) DO UPDATE SET person_id = excluded.person_id, is_taken = excluded.is_taken,
answered_at = excluded.answered_at;

-- name: list_sharing_answers
-- What the partners said of an item.
SELECT item_id, unit_id, person_id, is_taken, answered_at FROM sharing_answers WHERE item_id = :item_id
ORDER BY answered_at, unit_id;
