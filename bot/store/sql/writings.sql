-- name: insert_writing!
-- It was written in this message, perhaps among others.
INSERT INTO writings (subject, subject_id, chat_id, message_id) VALUES (:subject, :subject_id, :chat_id, :message_id)
ON CONFLICT DO NOTHING;

-- name: list_writings_of_message
-- What was written in a message.
SELECT subject, subject_id FROM writings WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY subject, subject_id;

-- name: list_writings
-- The messages in which it was written.
SELECT chat_id, message_id FROM writings WHERE subject = :subject AND subject_id = :subject_id ORDER BY chat_id, message_id;
