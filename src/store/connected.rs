//! What repositories read and write through.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::{Database, UnitOfWork};

/// The database, for reading alone, or a unit of work. Repositories are reached
/// through their noun: `MessageRepository::of(&work, conversation)`.
pub trait Connected {
    type Connection: ConnectionTrait;

    fn connection(&self) -> &Self::Connection;
}

impl Connected for Database {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }
}

impl Connected for UnitOfWork {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// For a backup, which works below all that serves.
impl Connected for DatabaseTransaction {
    type Connection = Self;

    fn connection(&self) -> &Self {
        self
    }
}

#[cfg(test)]
impl Connected for DatabaseConnection {
    type Connection = Self;

    fn connection(&self) -> &Self {
        self
    }
}
