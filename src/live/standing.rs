//! What open streams stand on: a session or a token, and perhaps a
//! membership.
//!
//! When one of them ends, a hint says so at once. The hint may be lost, so the
//! rounds look after it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use crate::announcement::{Hint, Topic};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    Session { user_id: Uuid, session: Uuid },
    Member { conversation_id: Uuid, user_id: Uuid },
}

impl Standing {
    /// The hint that ends what stands on this, and where it is heard.
    pub fn ended(self) -> (Topic, Hint) {
        match self {
            Self::Session { user_id, session } => {
                (Topic::User(user_id), Hint::SessionEnded { session })
            }
            Self::Member { conversation_id, user_id } => {
                (Topic::Conversation(conversation_id), Hint::MemberRemoved { user_id })
            }
        }
    }
}

/// Those of this process, each with the number of its streams.
#[derive(Debug, Default)]
pub(super) struct Standings(Mutex<HashMap<Standing, usize>>);

impl Standings {
    pub fn add(&self, standing: Standing) {
        *self.lock().entry(standing).or_default() += 1;
    }

    pub fn remove(&self, standing: Standing) {
        let mut standings = self.lock();
        if let Some(streams) = standings.get_mut(&standing) {
            *streams -= 1;
            if *streams == 0 {
                standings.remove(&standing);
            }
        }
    }

    pub fn all(&self) -> Vec<Standing> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Standing, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
