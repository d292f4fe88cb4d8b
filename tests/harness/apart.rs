//! People at two processes.

use super::{Chat, Conversation, Person, Place};

/// Ada at one process and Grace at another.
pub struct Apart {
    pub here: Chat,
    pub there: Chat,
    pub ada: Person,
    pub grace: Person,
    pub conversation: Conversation,
}

impl Apart {
    pub async fn at(place: Place, settings: &[(&str, &str)]) -> Self {
        let (here, there) = Chat::two_at(place, settings).await;
        let (ada, grace, conversation) = here.pair().await;
        let grace = grace.on(&there).await;
        Self { here, there, ada, grace, conversation }
    }
}
