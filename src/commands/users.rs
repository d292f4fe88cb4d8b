//! `natter user …`.

use clap::Subcommand;

use super::{backplane, date, open_existing, print};
use crate::{
    announcement::Announcer,
    backplane::Backplane,
    config::Config,
    entity::user,
    error::{Result, StartError},
    group::GroupService,
    limits::Limits,
    notification::Outbox,
    password_reset::PasswordResetService,
    paths,
    store::Database,
    user::{Listed, Passwords, Role, UserRepository, UserService},
};

/// Accounts that are read and printed at a time, so that a long list is never
/// held in memory.
const PAGE: u64 = 500;

/// What can be done with accounts.
#[derive(Debug, Clone, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum UserCommand {
    /// Show all accounts: user name, role, state, registered, last active, display name
    List,
    /// Print a link with which somebody chooses a new password: good once, for a day
    ResetPassword {
        /// User name or e-mail address
        user: String,
    },
    /// Let nobody use an account any more, and sign it out everywhere
    Disable {
        /// User name or e-mail address
        user: String,
    },
    /// Let an account be used again, with the password that it had
    Enable {
        /// User name or e-mail address
        user: String,
    },
}

/// Does it; an error when nobody is called so.
pub async fn run(command: UserCommand, config: &Config) -> Result<(), StartError> {
    let database = open_existing(config).await?;
    match command {
        UserCommand::List => list(&database).await,
        UserCommand::ResetPassword { user } => {
            reset_password(config, &database, called(&database, &user).await?).await
        }
        UserCommand::Disable { user } => {
            disable(config, &database, called(&database, &user).await?).await
        }
        UserCommand::Enable { user } => {
            enable(config, &database, called(&database, &user).await?).await
        }
    }
}

/// Whoever has this user name or e-mail address.
pub(super) async fn called(database: &Database, typed: &str) -> Result<user::Model, StartError> {
    let found = UserRepository::of(database).called_as_typed(typed).await?;
    found.ok_or_else(|| {
        StartError::Refused(format!(
            "Nobody has the user name or e-mail address {typed:?}; `natter user list` shows everybody."
        ))
    })
}

async fn list(database: &Database) -> Result<(), StartError> {
    let mut after = String::new();
    loop {
        let page = UserRepository::of(database).listed_after(&after, PAGE).await?;
        let width = page.iter().map(|user| user.username.len()).max().unwrap_or(0).max(8);
        let mut lines = Vec::new();
        if after.is_empty() {
            let [name, role, state, registered, active, shown] =
                ["USERNAME", "ROLE", "STATE", "REGISTERED", "ACTIVE", "NAME"];
            lines.push(format!(
                "{name:width$}  {role:7}  {state:8}  {registered:17}  {active:17}  {shown}"
            ));
        }
        lines.extend(page.iter().map(|user| line(user, width)));
        match page.last() {
            Some(last) if print(&lines)? => after.clone_from(&last.username),
            Some(_) => return Ok(()),
            None => return print(&lines).map(|_| ()),
        }
    }
}

fn line(user: &Listed, width: usize) -> String {
    let Listed { username, role, display_name, .. } = user;
    let state = if user.disabled_at.is_some() { "disabled" } else { "enabled" };
    let registered = date(user.created_at);
    // One is known once they have gone, the other while they are signed in.
    let active = user.last_active_at.max(user.last_used_at).map_or("-".to_owned(), date);
    format!("{username:width$}  {role:7}  {state:8}  {registered:17}  {active:17}  {display_name}")
}

async fn reset_password(
    config: &Config,
    database: &Database,
    user: user::Model,
) -> Result<(), StartError> {
    let name = &user.username;
    if user.disabled_at.is_some() {
        let reason = format!("@{name} is disabled; `natter user enable {name}` comes first.");
        return Err(StartError::Refused(reason));
    }
    let announcer = Announcer::new(Backplane::Local);
    let service = PasswordResetService::new(
        database.clone(),
        announcer,
        Passwords::new(),
        Limits::new(false, None),
    );
    let path = paths::reset(service.offer(&user).await?.reveal());
    println!("{}", paths::absolute(&config.public_url, &path));
    eprintln!(
        "Good once, for a day. Whoever has this link can take the account, so give it to @{name} only."
    );
    Ok(())
}

async fn disable(
    config: &Config,
    database: &Database,
    user: user::Model,
) -> Result<(), StartError> {
    let name = &user.username;
    if user.disabled_at.is_some() {
        println!("@{name} was disabled already.");
        return Ok(());
    }
    let announcer = Announcer::new(backplane(config, database).await?);
    // What is due now is found by the sweep of a running process.
    let (outbox, _wishes) = match config.telegram_bot_token {
        Some(_) => Outbox::new(config.notify_after),
        None => Outbox::closed(),
    };
    service(config, database, &announcer, outbox.clone()).disable(user.id).await?;
    let groups = GroupService::new(database.clone(), announcer.clone(), outbox, None);
    let passed = groups.pass_on(user.id).await?;
    announcer.flush().await;
    println!("@{name} is disabled and signed out everywhere.");
    if passed > 0 {
        println!("Groups of @{name} that somebody else owns from now on: {passed}.");
    }
    if Role::of(&user.role) == Role::Owner {
        println!(
            "@{name} owns this server: until `natter user enable {name}`, invitations of the owner let nobody in."
        );
    }
    Ok(())
}

async fn enable(config: &Config, database: &Database, user: user::Model) -> Result<(), StartError> {
    let name = &user.username;
    if user.disabled_at.is_none() {
        println!("@{name} was not disabled.");
        return Ok(());
    }
    let announcer = Announcer::new(Backplane::Local);
    service(config, database, &announcer, Outbox::closed().0).enable(user.id).await?;
    println!("@{name} can sign in again.");
    Ok(())
}

fn service(
    config: &Config,
    database: &Database,
    announcer: &Announcer,
    outbox: Outbox,
) -> UserService {
    let (limits, passwords) = (Limits::new(false, None), Passwords::new());
    UserService::new(
        database.clone(),
        announcer.clone(),
        limits,
        passwords,
        config.registration,
        outbox,
    )
}
