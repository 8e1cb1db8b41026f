-- name: insert_task!
-- A supervision task under the number that its counter gave.
INSERT INTO tasks (id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state)
VALUES (:id, :title, :words, :due_at, :set_at, 0, :item_id, :comment_id, :leader_id, :set_by, :set_at, 'waiting');

-- name: find_task^
-- One of them.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE id = :id;

-- name: list_tasks_open
-- Those that are neither done nor called off, the nearest due first.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE state IN ('waiting', 'under_way', 'reported', 'sent_back') ORDER BY due_at, id;

-- name: list_tasks_newly_overdue
-- Those of which something is owed, that have come past due, and whose units have not been told.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE state IN ('waiting', 'under_way', 'sent_back') AND due_at < :now AND is_overdue = 0 ORDER BY due_at, id;

-- name: list_tasks_alive
-- Those that were set before a moment, and had not ended by another.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE set_at < :before AND (ended_at IS NULL OR ended_at >= :since) ORDER BY due_at, id;

-- name: list_tasks_of_item
-- Those that go back to an item.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE item_id = :item_id ORDER BY id;

-- name: find_task_of_comment^
-- The newest that goes back to a leader's comment.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE comment_id = :comment_id ORDER BY id DESC LIMIT 1;

-- name: set_task_state!
-- A step was taken.
UPDATE tasks SET state = :state, ended_at = :ended_at WHERE id = :id;

-- name: set_task_due!
-- Another due time.
UPDATE tasks SET due_at = :due_at, due_since_at = :due_since_at, is_overdue = 0 WHERE id = :id;

-- name: mark_task_overdue!
-- Its unit has been told that it is overdue.
UPDATE tasks SET is_overdue = 1 WHERE id = :id;

-- name: wipe_task!
-- Nothing stays of what was written in it.
UPDATE tasks SET title = '', words = '' WHERE id = :id;

-- name: insert_task_part!
-- A unit has to see to it.
INSERT INTO task_parts (task_id, unit_id, named_id, is_lead) VALUES (:task_id, :unit_id, :named_id, :is_lead);

-- name: find_task_part^
-- One unit's part.
SELECT id, task_id, unit_id, named_id, is_lead, person_id, accepted_at, deputy_id FROM task_parts WHERE id = :id;

-- name: list_task_parts
-- Who has to see to a task, who leads first.
SELECT id, task_id, unit_id, named_id, is_lead, person_id, accepted_at, deputy_id FROM task_parts
WHERE task_id = :task_id ORDER BY is_lead DESC, id;

-- name: list_task_parts_between
-- The same of tasks whose numbers lie between these.
SELECT id, task_id, unit_id, named_id, is_lead, person_id, accepted_at, deputy_id FROM task_parts
WHERE task_id >= :first AND task_id <= :last ORDER BY task_id, is_lead DESC, id;

-- name: accept_task_part^
-- Somebody has it from now on; nothing where somebody had.
UPDATE task_parts SET person_id = :person_id, accepted_at = :accepted_at, deputy_id = :deputy_id
WHERE id = :id AND coalesce(person_id, 0) = :before RETURNING id;

-- name: insert_task_report<!
-- What a unit said of its task.
INSERT INTO task_reports (task_id, kind, person_id, words, until_at, said_at, state, chat_id, message_id, deputy_id, reply_to)
VALUES (:task_id, :kind, :person_id, :words, :until_at, :said_at, :state, :chat_id, :message_id, :deputy_id, :reply_to) RETURNING id;

-- name: find_task_report^
-- One of them.
SELECT id, task_id, kind, person_id, words, until_at, said_at, state, answered_by, answered_at, reason,
    deputy_id, answer_deputy_id, reply_to FROM task_reports WHERE id = :id;

-- name: list_task_reports
-- What was said of a task, in order.
SELECT id, task_id, kind, person_id, words, until_at, said_at, state, answered_by, answered_at, reason,
    deputy_id, answer_deputy_id, reply_to FROM task_reports WHERE task_id = :task_id ORDER BY said_at, id;

-- name: list_task_reports_between
-- The same of tasks whose numbers lie between these.
SELECT id, task_id, kind, person_id, words, until_at, said_at, state, answered_by, answered_at, reason,
    deputy_id, answer_deputy_id, reply_to FROM task_reports WHERE task_id >= :first AND task_id <= :last ORDER BY task_id, said_at, id;

-- name: list_task_reports_of_message
-- What a message said.
SELECT id, task_id, kind, person_id, words, until_at, said_at, state, answered_by, answered_at, reason,
    deputy_id, answer_deputy_id, reply_to FROM task_reports WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: answer_task_report!
-- Who set the task has answered, or has taken that back.
UPDATE task_reports SET state = :state, answered_by = :answered_by, answered_at = :answered_at, reason = :reason,
    answer_deputy_id = :deputy_id WHERE id = :id;

-- name: wipe_task_report!
-- Nothing stays of what was said.
UPDATE task_reports SET words = '', reason = NULL WHERE id = :id;

-- name: span_of_tasks^
-- How many supervision tasks were set from one moment up to another.
SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM tasks WHERE set_at >= :since AND set_at < :before;

-- name: list_tasks_to_export
-- A page of them.
SELECT id, title, words, due_at, due_since_at, is_overdue, item_id, comment_id, leader_id, set_by, set_at, state, ended_at
FROM tasks WHERE id > :after AND id <= :until AND set_at >= :since AND set_at < :before ORDER BY id LIMIT :most;
