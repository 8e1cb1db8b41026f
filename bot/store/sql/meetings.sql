-- name: insert_meeting!
-- A meeting under the number that its counter gave.
INSERT INTO meetings (id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence)
VALUES (:id, :title, :brief, :begins_at, :place, :attendees, 'ahead', :called_by, :now, 1, :now, 0);

-- name: find_meeting^
-- One meeting.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings WHERE id = :id;

-- name: list_meetings_ahead
-- Those that are still to begin, the nearest first.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings WHERE state = 'ahead' ORDER BY begins_at, id;

-- name: list_meetings_ahead_of
-- Those of them to which a person is called, or that the person has called.
SELECT m.id, m.title, m.brief, m.begins_at, m.place, m.attendees, m.state, m.called_by, m.called_at, m.timing, m.timed_at,
m.sequence
FROM meetings m WHERE m.state = 'ahead' AND (m.called_by = :person_id OR EXISTS (
    SELECT 1 FROM attendees a WHERE a.meeting_id = m.id AND a.person_id = :person_id
)) ORDER BY m.begins_at, m.id;

-- name: list_meetings_newest
-- The newest ones, whatever became of them, the latest first.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings ORDER BY begins_at DESC, id DESC LIMIT :most;

-- name: list_meetings_newest_of
-- The newest ones that a person has called.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings WHERE called_by = :person_id ORDER BY begins_at DESC, id DESC LIMIT :most;

-- name: list_meetings_unsettled
-- What the clock has to look at: those ahead and begun, and those of which it has said so by a time that has not come.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings WHERE state IN ('ahead', 'begun') OR (state = 'over' AND begins_at > :now) ORDER BY begins_at, id;

-- name: list_meetings_between
-- Those that begin from one moment up to another, whatever became of them.
SELECT id, title, brief, begins_at, place, attendees, state, called_by, called_at, timing, timed_at, sequence
FROM meetings WHERE begins_at >= :since AND begins_at < :before ORDER BY begins_at, id;

-- name: set_meeting_state!
-- Where it stands.
UPDATE meetings SET state = :state WHERE id = :id;

-- name: call_off_meeting!
-- It does not take place: a change, as calendars count them.
UPDATE meetings SET state = 'off', sequence = sequence + 1 WHERE id = :id;

-- name: set_meeting_time!
-- Another time.
UPDATE meetings SET begins_at = :begins_at, timing = timing + 1, timed_at = :now, sequence = sequence + 1 WHERE id = :id;

-- name: set_meeting_place!
-- Another place.
UPDATE meetings SET place = :place, sequence = sequence + 1 WHERE id = :id;

-- name: wipe_meeting!
-- Nothing stays of what was written in it; these words stand in its place. A change, as calendars count them.
UPDATE meetings SET title = :gone, brief = '', place = '', sequence = sequence + 1 WHERE id = :id;

-- name: insert_attendee!
-- Somebody is called to it.
INSERT INTO attendees (meeting_id, person_id, answer, answered_by, answered_at)
VALUES (:meeting_id, :person_id, :answer, :answered_by, :answered_at);

-- name: find_attendee^
-- What somebody has said.
SELECT meeting_id, person_id, answer, reason, answered_by, answered_at, eve_timing, hour_timing, is_asked
FROM attendees WHERE meeting_id = :meeting_id AND person_id = :person_id;

-- name: list_attendees
-- Everybody who is called to it.
SELECT meeting_id, person_id, answer, reason, answered_by, answered_at, eve_timing, hour_timing, is_asked
FROM attendees WHERE meeting_id = :meeting_id ORDER BY person_id;

-- name: list_unreminded_eve
-- Who has not been reminded the day before of the time that it has now, and has not said that they are excused.
SELECT meeting_id, person_id, answer, reason, answered_by, answered_at, eve_timing, hour_timing, is_asked
FROM attendees WHERE meeting_id = :meeting_id AND answer <> 'excused' AND eve_timing < :timing ORDER BY person_id LIMIT :most;

-- name: list_unreminded_hour
-- The same of the reminder an hour before.
SELECT meeting_id, person_id, answer, reason, answered_by, answered_at, eve_timing, hour_timing, is_asked
FROM attendees WHERE meeting_id = :meeting_id AND answer <> 'excused' AND hour_timing < :timing ORDER BY person_id LIMIT :most;

-- name: list_unasked
-- Who came and has not been asked yet what could be written about it.
SELECT meeting_id, person_id, answer, reason, answered_by, answered_at, eve_timing, hour_timing, is_asked
FROM attendees WHERE meeting_id = :meeting_id AND answer = 'coming' AND is_asked = 0 ORDER BY person_id LIMIT :most;

-- name: set_attendance!
-- What somebody has said.
UPDATE attendees SET answer = :answer, reason = :reason, answered_by = :answered_by, answered_at = :answered_at
WHERE meeting_id = :meeting_id AND person_id = :person_id;

-- name: mark_reminded!
-- Up to which timing each reminder has gone out.
UPDATE attendees SET eve_timing = :eve_timing, hour_timing = :hour_timing
WHERE meeting_id = :meeting_id AND person_id = :person_id;

-- name: mark_asked!
-- They have been asked what could be written about it.
UPDATE attendees SET is_asked = 1 WHERE meeting_id = :meeting_id AND person_id = :person_id;
