//! What becomes of notifications when messages are sent.

/// The statement for the rows that are `given`, each with `conversation_id`,
/// `seq` and `author_id`. Everybody with a working link should hear of what others
/// have said; rows that wait already are left alone. What stands in the chat of who
/// has written may be wrong. Each row is met once, and in the order of
/// conversations and users, as everywhere. `$2` is after how many microseconds
/// somebody hears of a message, and `$3` after how many what is wrong is mended.
pub(crate) fn when_sent() -> String {
    format!(
        "INSERT INTO notifications (user_id, conversation_id, wanted_seq, due_at)
         SELECT told.user_id, told.conversation_id, COALESCE(told.news, 0),
                CASE WHEN told.news IS NOT NULL THEN {{now}} + $2 END
         FROM (SELECT m.user_id, m.conversation_id,
                      MAX(CASE WHEN m.user_id = given.author_id THEN 1 ELSE 0 END) AS has_written,
                      MAX(CASE WHEN m.user_id <> given.author_id AND l.user_id IS NOT NULL
                          AND m.level <> 'nothing' THEN given.seq END) AS news
               FROM given JOIN members AS m ON m.conversation_id = given.conversation_id
               LEFT JOIN telegram_links AS l ON l.user_id = m.user_id AND l.blocked_at IS NULL
               GROUP BY m.user_id, m.conversation_id) AS told
         LEFT JOIN notifications AS n
              ON n.user_id = told.user_id AND n.conversation_id = told.conversation_id
         WHERE (told.news IS NOT NULL AND NOT {WAITS})
            OR (told.has_written = 1 AND (n.due_at IS NOT NULL OR n.message_id IS NOT NULL))
         ORDER BY told.conversation_id, told.user_id
         ON CONFLICT (user_id, conversation_id) DO UPDATE SET
             generation = notifications.generation + 1,
             wanted_seq = CASE WHEN excluded.due_at IS NULL THEN notifications.wanted_seq
                 ELSE excluded.wanted_seq END,
             attempts = CASE WHEN excluded.due_at IS NOT NULL AND notifications.due_at IS NULL
                 THEN 0 ELSE notifications.attempts END,
             parked_at = CASE WHEN excluded.due_at IS NULL THEN notifications.parked_at END,
             due_at = CASE
                 WHEN notifications.message_id IS NULL OR NOT {HAS_WRITTEN}
                     THEN COALESCE(notifications.due_at, excluded.due_at)
                 WHEN notifications.due_at < {{now}} + $3 THEN notifications.due_at
                 ELSE {{now}} + $3 END
         RETURNING user_id, conversation_id, due_at - {{now}} AS rest"
    )
}

/// Whether whoever takes the row will look at it anyway, and has not begun to:
/// then nothing is written for one more message. What is posted while a worker
/// looks, it finds when it gives the row back: the conversation has another
/// `last_seq` by then.
const WAITS: &str = "(n.due_at IS NOT NULL AND n.claim IS NULL AND n.parked_at IS NULL)";

/// Whether the user of a notification is one of the authors.
const HAS_WRITTEN: &str = "EXISTS (SELECT 1 FROM given
    WHERE given.conversation_id = notifications.conversation_id
      AND given.author_id = notifications.user_id)";
