//! What one may do with one's contacts.

use super::ContactRepository;
use crate::{
    announcement::Announcer,
    entity::user,
    error::Result,
    people::{Person, in_order},
    problem::Problem,
    store::Database,
};

/// The list is shown whole, so it has an end.
const MOST_CONTACTS: u64 = 500;

/// What came of adding somebody.
#[derive(Debug)]
pub enum Added {
    InList,
    Refused(Problem),
}

/// Keeps everybody's own list.
#[derive(Debug, Clone)]
pub struct ContactService {
    database: Database,
    announcer: Announcer,
}

impl ContactService {
    pub fn new(database: Database, announcer: Announcer) -> Self {
        Self { database, announcer }
    }

    /// Puts somebody into the owner's list; once, however often it is asked.
    pub async fn add(&self, owner: &user::Model, person: &user::Model) -> Result<Added> {
        let refused = |sentence| Ok(Added::Refused(Problem { field: "username", sentence }));
        if owner.id == person.id {
            return refused("problem-contact-oneself");
        }
        if person.disabled_at.is_some() {
            return refused("problem-disabled-person");
        }
        let work = self.database.begin(&self.announcer).await?;
        ContactRepository::of(&work, owner.id).insert(person.id).await?;
        if ContactRepository::of(&work, owner.id).count().await? > MOST_CONTACTS {
            return refused("problem-contacts-full");
        }
        work.commit().await?;
        Ok(Added::InList)
    }

    /// Takes somebody out of the owner's list, if they are in it.
    pub async fn remove(&self, owner: &user::Model, person: &user::Model) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        ContactRepository::of(&work, owner.id).delete(person.id).await?;
        Ok(work.commit().await?)
    }

    /// The owner's list by name, as people would order it.
    pub async fn list(&self, owner: &user::Model) -> Result<Vec<Person>> {
        Ok(in_order(ContactRepository::of(&self.database, owner.id).all().await?))
    }
}
