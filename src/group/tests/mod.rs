//! Groups in a database of SQLite.

mod changing;
mod entries;
mod joining;
mod membership;
mod pond;
mod races;
mod reading;
mod writing;

use pond::{NEW, Pond};
