-- name: insert_rotation<!
-- A new period of training.
INSERT INTO rotations (person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at)
VALUES (:person_id, :first, :last, :mentor_id, :state, :planned_by, :now, :now) RETURNING id;

-- name: find_rotation^
-- One period.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE id = :id;

-- name: update_rotation!
-- A period as it is now.
UPDATE rotations SET person_id = :person_id, state = :state, asked_at = :asked_at, reminded_at = :reminded_at,
    confirmed_at = :confirmed_at, ended_at = :ended_at, nudged_at = :nudged_at, assessment = :assessment,
    assessed_by = :assessed_by, assessed_at = :assessed_at, chat_id = :chat_id, message_id = :message_id
WHERE id = :id;

-- name: list_rotations_between
-- Periods that reach into these days and were not called off.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE state <> 'called_off' AND last_day >= :first AND first_day <= :last ORDER BY first_day, last_day, id;

-- name: list_rotations_planned_with
-- The periods that were planned at one stroke.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE planned_by = :planned_by AND planned_at = :planned_at ORDER BY id;

-- name: list_rotations_unanswered
-- Periods whose trainee has not answered and was not reminded.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE state = 'planned' AND reminded_at IS NULL AND asked_at < :before AND last_day >= :today ORDER BY id;

-- name: list_rotations_to_assess
-- Periods on their last day, or past it, for which nobody was asked for the assessment, or nobody was reminded of it.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE state <> 'called_off' AND assessment IS NULL AND nudged_at IS NULL AND last_day <= :today ORDER BY id;

-- name: list_rotations_owed
-- Periods that are over and whose assessment is still to be written.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE state <> 'called_off' AND assessment IS NULL AND ended_at IS NOT NULL ORDER BY ended_at, id;

-- name: list_rotations_said_in
-- Whose assessment a message gave.
SELECT id, person_id, first_day, last_day, mentor_id, state, planned_by, planned_at, asked_at, reminded_at, confirmed_at,
    ended_at, nudged_at, assessment, assessed_by, assessed_at, chat_id, message_id
FROM rotations WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: list_training_days
-- Who is in training from when to when.
SELECT person_id, first_day, last_day FROM rotations WHERE state <> 'called_off' ORDER BY first_day;

-- name: insert_place_request<!
-- Somebody wishes to come.
INSERT INTO place_requests (person_id, month, state, asked_at) VALUES (:person_id, :month, 'open', :now) RETURNING id;

-- name: find_place_request^
-- One wish.
SELECT id, person_id, month, state, reason, asked_at, decided_by, decided_at FROM place_requests WHERE id = :id;

-- name: find_open_place_request^
-- The wish of a person that nobody has decided.
SELECT id, person_id, month, state, reason, asked_at, decided_by, decided_at FROM place_requests
WHERE person_id = :person_id AND state = 'open' ORDER BY id DESC LIMIT 1;

-- name: list_open_place_requests
-- Wishes that nobody has decided.
SELECT id, person_id, month, state, reason, asked_at, decided_by, decided_at FROM place_requests
WHERE state = 'open' ORDER BY id;

-- name: set_place_request_month!
-- Another month is wished for.
UPDATE place_requests SET month = :month WHERE id = :id;

-- name: decide_place_request!
-- What became of a wish.
UPDATE place_requests SET state = :state, reason = :reason, decided_by = :decided_by, decided_at = :now WHERE id = :id;

-- name: reopen_place_request!
-- The period that was planned for a wish was taken back.
UPDATE place_requests SET state = 'open', decided_by = NULL, decided_at = NULL
WHERE person_id = :person_id AND state = 'placed' AND decided_at = :decided_at;

-- name: insert_swap<!
-- Two trainees may change periods.
INSERT INTO swaps (rotation_id, other_id, asked_by, asked_of, state, asked_at)
VALUES (:rotation_id, :other_id, :asked_by, :asked_of, 'asked', :now) RETURNING id;

-- name: find_swap^
-- One such question.
SELECT id, rotation_id, other_id, asked_by, asked_of, state, asked_at, reminded_at, answered_at FROM swaps WHERE id = :id;

-- name: list_open_swaps
-- Those that wait for an answer.
SELECT id, rotation_id, other_id, asked_by, asked_of, state, asked_at, reminded_at, answered_at
FROM swaps WHERE state = 'asked' ORDER BY id;

-- name: answer_swap!
-- What became of it.
UPDATE swaps SET state = :state, answered_at = :now WHERE id = :id;

-- name: remind_of_swap!
-- Whoever was asked has been reminded.
UPDATE swaps SET reminded_at = :now WHERE id = :id;
