-- name: insert_demand!
-- A demand under the number that its counter gave.
INSERT INTO demands (id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at)
VALUES (:id, :title, :brief, :kind, :due_at, :slots, :units, 'open', :posted_by, :posted_at);

-- name: find_demand^
-- One demand.
SELECT id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at FROM demands WHERE id = :id;

-- name: list_open_demands
-- The open ones, the nearest due first.
SELECT id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at FROM demands
WHERE state = 'open' ORDER BY due_at, id;

-- name: list_demands_held
-- The open ones that a unit has booked or was asked for, and has not handed in for, the nearest due first.
SELECT d.id, d.title, d.brief, d.kind, d.due_at, d.slots, d.units, d.state, d.posted_by, d.posted_at
FROM bookings b JOIN demands d ON d.id = b.demand_id
WHERE b.unit_id = :unit_id AND b.state IN ('asked', 'booked') AND d.state = 'open' ORDER BY d.due_at, d.id LIMIT :most;

-- name: list_newly_overdue
-- Open demands that have come past due, and whose posts do not say so yet.
SELECT id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at FROM demands
WHERE state = 'open' AND due_at < :now AND is_overdue = 0 ORDER BY due_at, id;

-- name: mark_overdue!
-- The demand's posts say that it is past due.
UPDATE demands SET is_overdue = 1 WHERE id = :id;

-- name: list_unbooked_overdue
-- Open demands past due that nobody has booked, was asked for or is offered, the longest ago first.
SELECT id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at FROM demands d
WHERE state = 'open' AND due_at < :now AND NOT EXISTS (
    SELECT 1 FROM bookings b WHERE b.demand_id = d.id AND b.state IN ('asked', 'booked', 'offered')
) ORDER BY due_at, id LIMIT :most;

-- name: set_demand_state!
-- Opens or closes a demand.
UPDATE demands SET state = :state WHERE id = :id;

-- name: set_demand_due!
-- Another due time.
UPDATE demands SET due_at = :due_at, is_overdue = 0 WHERE id = :id;

-- name: set_demand_units!
-- Other named units.
UPDATE demands SET units = :units WHERE id = :id;

-- name: list_bookings_lapsed
-- What the clock has given up for want of an item or of an answer in a span of time.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
WHERE b.state IN ('lapsed', 'unanswered') AND EXISTS (
    SELECT 1 FROM audit a WHERE a.subject = 'booking' AND a.subject_id = b.id AND a.step = 'lapse'
        AND a.done_at >= :since AND a.done_at < :until
) ORDER BY b.id;

-- name: insert_booking<!
-- A slot, a place in the queue, or a question to a unit.
INSERT INTO bookings (demand_id, unit_id, person_id, state, booked_at, answer_by_at)
VALUES (:demand_id, :unit_id, :person_id, :state, :booked_at, :answer_by_at) RETURNING id;

-- name: update_booking!
-- A booking after a step.
UPDATE bookings SET person_id = :person_id, state = :state, note = :note, booked_at = :booked_at,
       answer_by_at = :answer_by_at, item_id = :item_id WHERE id = :id;

-- name: find_booking^
-- One booking.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id WHERE b.id = :id;

-- name: list_bookings_of_demand
-- Everything on one demand, in the order it came.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
WHERE b.demand_id = :demand_id ORDER BY b.booked_at, b.id;

-- name: list_bookings_of_open
-- Everything on the open demands.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
JOIN demands d ON d.id = b.demand_id WHERE d.state = 'open' ORDER BY b.booked_at, b.id;

-- name: list_bookings_of_unit
-- A unit's bookings, the newest first.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
WHERE b.unit_id = :unit_id ORDER BY b.id DESC LIMIT 60;

-- name: list_demands_of_unit
-- The demands of those bookings.
SELECT id, title, brief, kind, due_at, slots, units, state, posted_by, posted_at FROM demands WHERE id IN (
    SELECT demand_id FROM (SELECT demand_id FROM bookings WHERE unit_id = :unit_id ORDER BY id DESC LIMIT 60) newest
);

-- name: list_expired_offers
-- Offers whose time to answer is over.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id
FROM bookings b JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
WHERE b.state = 'offered' AND b.answer_by_at <= :now ORDER BY b.id;

-- name: insert_proposal<!
-- A proposed topic.
INSERT INTO proposals (person_id, text, state, made_at) VALUES (:person_id, :text, 'open', :made_at) RETURNING id;

-- name: find_proposal^
-- One proposal.
SELECT id, person_id, text, state, made_at, demand_id, decided_by, decided_at, why, month FROM proposals WHERE id = :id;

-- name: list_proposals_since
-- What is open, or has been decided since that moment, the oldest first.
SELECT id, person_id, text, state, made_at, demand_id, decided_by, decided_at, why, month FROM proposals
WHERE state = 'open' OR decided_at >= :since ORDER BY made_at, id LIMIT :most;

-- name: list_proposals_of
-- What somebody has proposed, the newest first.
SELECT id, person_id, text, state, made_at, demand_id, decided_by, decided_at, why, month FROM proposals
WHERE person_id = :person_id ORDER BY made_at DESC, id DESC LIMIT :most;

-- name: list_proposals_waiting
-- What has become of nothing yet, the oldest first.
SELECT id, person_id, text, state, made_at, demand_id, decided_by, decided_at, why, month FROM proposals
WHERE state = 'open' ORDER BY id;

-- name: wipe_demand!
-- Nothing stays of what was written in it; these words stand in its place.
UPDATE demands SET title = :gone, brief = '' WHERE id = :id;

-- name: wipe_proposal!
-- Nothing stays of what was proposed, nor of why it was put aside.
UPDATE proposals SET text = :gone, why = CASE WHEN why IS NULL THEN NULL ELSE CAST(:gone AS TEXT) END WHERE id = :id;

-- name: insert_proposal_answer<!
-- The desk has answered a leader's wish.
INSERT INTO proposal_answers (proposal_id, person_id, text, said_at) VALUES (:proposal_id, :person_id, :text, :said_at) RETURNING id;

-- name: list_proposal_answers
-- What was answered to a wish: who, and what.
SELECT p.name, a.text FROM proposal_answers a JOIN people p ON p.id = a.person_id
WHERE a.proposal_id = :proposal_id ORDER BY a.said_at, a.id;

-- name: find_proposal_answer^
-- One answer: to which wish, its words, and when.
SELECT proposal_id, text, said_at FROM proposal_answers WHERE id = :id;

-- name: wipe_proposal_answer!
-- Nothing stays of an answer.
UPDATE proposal_answers SET text = :gone WHERE id = :id;

-- name: update_proposal!
-- What became of a proposal.
UPDATE proposals SET state = :state, demand_id = :demand_id, decided_by = :decided_by, decided_at = :decided_at, why = :why,
    month = :month WHERE id = :id;
