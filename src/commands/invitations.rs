//! `natter invitation …`.

use clap::{Subcommand, value_parser};
use uuid::Uuid;

use super::{date, open_existing, print};
use crate::{
    announcement::Announcer,
    backplane::Backplane,
    config::{Config, Registration},
    entity::user,
    error::StartError,
    invitation::{
        InvitationRepository, InvitationService, MOST_DAYS, MOST_USES, NewInvitation, TOO_MANY,
    },
    language::Language,
    store::Database,
    user::{Role, UserRepository},
    web::invitation::link,
};

/// Invitations that are listed: as many as the inviters of any server have.
const MOST_LISTED: u64 = 100_000;

/// What can be done with invitations.
#[derive(Debug, Clone, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum InvitationCommand {
    /// Show the invitations that are good: used, expiry, who made it, link
    List,
    /// Make an invitation in the name of the owner and print its link
    Make {
        /// How many people it lets in; 0 for any number
        #[arg(long, default_value_t = 1, value_parser = value_parser!(i64).range(0..=MOST_USES))]
        uses: i64,
        /// For how many days it is good; 0 for ever
        #[arg(long, default_value_t = 7, value_parser = value_parser!(i64).range(0..=MOST_DAYS))]
        days: i64,
    },
    /// Let nobody in by an invitation any more
    Revoke {
        /// Its link, code or id
        invitation: String,
    },
}

/// Does it; an error when there is no such invitation, or nobody to make one.
pub async fn run(command: InvitationCommand, config: &Config) -> Result<(), StartError> {
    let database = open_existing(config).await?;
    let announcer = Announcer::new(Backplane::Local);
    let invitations = InvitationService::new(database.clone(), announcer, config.registration);
    match command {
        InvitationCommand::List => list(config, &database).await,
        InvitationCommand::Make { uses, days } => {
            let new = NewInvitation {
                days: Some(days).filter(|days| *days > 0),
                most_uses: i32::try_from(uses).ok().filter(|uses| *uses > 0),
            };
            make(config, &database, &invitations, new).await
        }
        InvitationCommand::Revoke { invitation } => {
            revoke(&database, &invitations, &invitation).await
        }
    }
}

async fn list(config: &Config, database: &Database) -> Result<(), StartError> {
    let good = InvitationRepository::of(database).valid(None, MOST_LISTED).await?;
    let width = good.iter().map(|one| one.author.len()).max().unwrap_or(0).max(2);
    let line = |used: &str, expires: &str, by: &str, link: &str| {
        format!("{used:9}  {expires:17}  {by:width$}  {link}")
    };
    let mut lines = vec![line("USED", "EXPIRES", "BY", "LINK")];
    lines.extend(good.iter().map(|one| {
        let most = one.most_uses.map_or("any".to_owned(), |most| most.to_string());
        let expires = one.expires_at.map_or("never".to_owned(), date);
        let link = link(&config.public_url, &one.code);
        line(&format!("{}/{most}", one.uses), &expires, &one.author, &link)
    }));
    print(&lines).map(|_| ())
}

async fn make(
    config: &Config,
    database: &Database,
    invitations: &InvitationService,
    new: NewInvitation,
) -> Result<(), StartError> {
    if config.registration == Registration::Closed {
        let reason = "REGISTRATION is closed, so nobody gets in, and no link is made.";
        return Err(StartError::Refused(reason.to_owned()));
    }
    let owner = owner(database).await?;
    match invitations.create(owner.id, new).await? {
        Some(invitation) => println!("{}", link(&config.public_url, &invitation.code)),
        None => {
            let sentence = Language::English.words().say(TOO_MANY.sentence);
            return Err(StartError::Refused(sentence.into_owned()));
        }
    }
    if config.registration == Registration::Open {
        eprintln!(
            "REGISTRATION is open, so nobody needs a link; who comes by this one begins in a conversation with @{}.",
            owner.username
        );
    }
    Ok(())
}

/// The owner, in whose name invitations are made.
async fn owner(database: &Database) -> Result<user::Model, StartError> {
    let owner = UserRepository::of(database).with_role(Role::Owner).await?.pop();
    let owner = owner.ok_or_else(|| {
        let reason =
            "Nobody is here yet; the first account needs no invitation and owns the server.";
        StartError::Refused(reason.to_owned())
    })?;
    match owner.disabled_at {
        None => Ok(owner),
        Some(_) => Err(StartError::Refused(format!(
            "The owner, @{0}, is disabled, and so are the owner's invitations; `natter user enable {0}` comes first.",
            owner.username
        ))),
    }
}

async fn revoke(
    database: &Database,
    invitations: &InvitationService,
    typed: &str,
) -> Result<(), StartError> {
    let code = typed.rsplit_once("invite=").map_or(typed, |(_, code)| code).trim();
    let found = match Uuid::try_parse(code) {
        Ok(id) => InvitationRepository::of(database).with_id(id).await?,
        Err(_) => InvitationRepository::of(database).with_code(code).await?,
    };
    let Some(invitation) = found else {
        return Err(StartError::Refused(
            "There is no such invitation, or it was revoked; `natter invitation list` shows all."
                .to_owned(),
        ));
    };
    invitations.revoke(&invitation).await?;
    println!("Nobody gets in by this invitation any more.");
    Ok(())
}
