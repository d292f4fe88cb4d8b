//! The versions of the database schema, oldest first.
//!
//! Times are microseconds since 1970 in UTC: SQLite's text times do not sort,
//! and both databases give back exactly what was put in.

pub use sea_orm_migration::prelude::*;

mod m20261123_000001_people_talk;
mod m20261124_000002_my_people;
mod m20261124_000003_presence;
mod m20261124_000004_receipts;
mod m20261124_000005_telegram;
mod m20261124_000006_troubles;
mod m20261124_000007_updates;
mod m20261124_000008_password_resets;
mod m20261128_000009_guests;
mod m20261128_000010_names;
mod m20261128_000012_attempts;
mod m20261129_000013_titles;
mod m20261129_000014_life_of_a_message;
mod m20261129_000015_what_notices_show;
mod m20261129_000016_tokens;
mod m20261129_000017_appearance;
mod m20261129_000018_order_of_lists;
mod m20261129_000019_groups;
mod m20261129_000020_mentions;
mod m20261129_000021_files;
mod m20261129_000022_ways_into_groups;
mod m20261129_000023_titles_of_open_groups;
mod m20261129_000024_avatars;
mod m20261129_000025_pictures_in_notices;
mod m20261129_000026_search;
mod m20261129_000027_what_was_shared;
pub mod names;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_people_talk::Migration),
            Box::new(m20261124_000002_my_people::Migration),
            Box::new(m20261124_000003_presence::Migration),
            Box::new(m20261124_000004_receipts::Migration),
            Box::new(m20261124_000005_telegram::Migration),
            Box::new(m20261124_000006_troubles::Migration),
            Box::new(m20261124_000007_updates::Migration),
            Box::new(m20261124_000008_password_resets::Migration),
            Box::new(m20261128_000009_guests::Migration),
            Box::new(m20261128_000010_names::Migration),
            Box::new(m20261128_000012_attempts::Migration),
            Box::new(m20261129_000013_titles::Migration),
            Box::new(m20261129_000014_life_of_a_message::Migration),
            Box::new(m20261129_000015_what_notices_show::Migration),
            Box::new(m20261129_000016_tokens::Migration),
            Box::new(m20261129_000017_appearance::Migration),
            Box::new(m20261129_000018_order_of_lists::Migration),
            Box::new(m20261129_000019_groups::Migration),
            Box::new(m20261129_000020_mentions::Migration),
            Box::new(m20261129_000021_files::Migration),
            Box::new(m20261129_000022_ways_into_groups::Migration),
            Box::new(m20261129_000023_titles_of_open_groups::Migration),
            Box::new(m20261129_000024_avatars::Migration),
            Box::new(m20261129_000025_pictures_in_notices::Migration),
            Box::new(m20261129_000026_search::Migration),
            Box::new(m20261129_000027_what_was_shared::Migration),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_killed_halfway_finds_the_tables_as_they_were() {
        for migration in Migrator::migrations() {
            assert_eq!(migration.use_transaction(), Some(true), "{}", migration.name());
        }
    }
}
