//! What few members are shown otherwise than all others: those who hide messages.
//!
//! It is asked for apart. Whatever a statement might need PostgreSQL sets up each
//! time, also where nobody needs it.

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Conversation, repository::is_hidden};
use crate::store::{Text, uuids};

static SELDOM: Text = Text::new(|_| {
    format!(
        "SELECT c.id AS id, {} AS pinned_seq FROM conversations AS c WHERE c.id IN {{uuids $2}}",
        newest_pin("$1")
    )
});

/// The newest pinned message of `c` that this user has not hidden.
fn newest_pin(user: &str) -> String {
    format!(
        "(SELECT MAX(pin.seq) FROM messages AS pin
          WHERE pin.conversation_id = c.id AND pin.pinned_at IS NOT NULL AND NOT {})",
        is_hidden(user, "c.id", "pin.seq")
    )
}

/// These conversations as this member sees them, who has all else of them.
pub(super) async fn completed<C: ConnectionTrait>(
    connection: &C,
    user: Uuid,
    mut conversations: Vec<Conversation>,
) -> Result<Vec<Conversation>, DbErr> {
    let seldom: Vec<Uuid> =
        conversations.iter().filter(|one| is_seldom(one)).map(|one| one.id).collect();
    if seldom.is_empty() {
        return Ok(conversations);
    }
    for row in
        connection.query_all_raw(SELDOM.with(connection, [user.into(), uuids(&seldom)])).await?
    {
        let id: Uuid = row.try_get("", "id")?;
        let pinned_seq: Option<i64> = row.try_get("", "pinned_seq")?;
        let of_row = conversations.iter_mut().filter(|one| one.id == id);
        of_row.for_each(|conversation| conversation.pinned_seq = pinned_seq);
    }
    Ok(conversations)
}

fn is_seldom(conversation: &Conversation) -> bool {
    conversation.hides() && conversation.pinned_seq.is_some()
}
