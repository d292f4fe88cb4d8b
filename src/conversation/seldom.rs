//! What few members are shown otherwise than all others: those who hide messages, and
//! those of groups.
//!
//! It is asked for apart. Whatever a statement might need PostgreSQL sets up each
//! time, also where nobody needs it.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use super::{
    Conversation, Kind,
    repository::{group_read, is_hidden},
};
use crate::store::{Text, uuids};

static SELDOM: Text = Text::new(|_| {
    format!(
        "SELECT c.id AS id, {} AS pinned_seq, {} AS others_read
         FROM conversations AS c WHERE c.id IN {{uuids $2}}",
        newest_pin("$1"),
        group_read("$1")
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
        let mut of_row = conversations.iter_mut().filter(|one| one.id == id);
        of_row.try_for_each(|conversation| complete(conversation, &row))?;
    }
    Ok(conversations)
}

fn is_seldom(conversation: &Conversation) -> bool {
    let hides_pins = conversation.hides() && conversation.pinned_seq.is_some();
    hides_pins || matches!(conversation.kind, Kind::Group(_))
}

fn complete(conversation: &mut Conversation, row: &QueryResult) -> Result<(), DbErr> {
    conversation.pinned_seq = row.try_get("", "pinned_seq")?;
    if let Kind::Group(_) = conversation.kind {
        conversation.others_read = row.try_get("", "others_read")?;
    }
    Ok(())
}
