//! A message on its way into the database.

use super::MessageBody;
use crate::{attempt::Nonce, form::Fields, problem::Problems};

/// What a member wants to say; `seen` is the highest `seq` their page had shown.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    pub body: MessageBody,
    pub nonce: Nonce,
    pub seen: i64,
}

impl NewMessage {
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let message = Self {
            body: problems.keep(fields.text("body").and_then(MessageBody::parse)),
            nonce: problems.keep(fields.text("nonce").and_then(Nonce::parse)),
            seen: problems.keep(fields.number("seen")),
        };
        problems.or(message)
    }
}
