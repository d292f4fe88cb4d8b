//! `natter token …`.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
    value_parser,
};
use uuid::Uuid;

use super::{backplane, date, open_existing, print, users::called};
use crate::{
    announcement::Announcer,
    backplane::Backplane,
    config::Config,
    entity::{token, user},
    error::StartError,
    language::Language,
    problem::Problem,
    store::Database,
    token::{
        MOST_DAYS, MOST_NAMED, MOST_SESSIONS, Made, NewToken, Scope, Scopes, TOO_MANY,
        TokenRepository, TokenService, Until, name,
    },
    user::{Role, UserRepository},
};

/// What can be done with tokens.
#[derive(Debug, Clone, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum TokenCommand {
    /// Show the tokens of somebody: id, kind, scopes, last use, from where, end, name
    List {
        #[command(flatten)]
        whose: Whose,
    },
    /// Make a token with which a program acts as somebody, and print its secret
    Make {
        /// What it is called in the settings
        name: String,
        #[command(flatten)]
        whose: Whose,
        /// What it may; can be given several times
        #[arg(long = "scope", required = true, value_parser = scopes())]
        scopes: Vec<Scope>,
        /// For how many days it is good; 0 for ever
        #[arg(long, default_value_t = 90, value_parser = value_parser!(i64).range(0..=MOST_DAYS))]
        days: i64,
    },
    /// Let no program act by a token any more
    Revoke {
        /// Its id, from the list
        id: Uuid,
    },
}

/// For whom a token acts.
#[derive(Debug, Clone, Args)]
pub struct Whose {
    /// User name or e-mail address; the owner's when it is missing
    #[arg(long)]
    user: Option<String>,
}

fn scopes() -> impl TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::as_str))
        .try_map(|word| Scope::parse(&word).ok_or("no scope"))
}

/// Does it; an error when there is no such user or token.
pub async fn run(command: TokenCommand, config: &Config) -> Result<(), StartError> {
    let database = open_existing(config).await?;
    match command {
        TokenCommand::List { whose } => list(&database, &whose.find(&database).await?).await,
        TokenCommand::Make { name, whose, scopes, days } => {
            let until = if days > 0 { Until::Days(days) } else { Until::Ever };
            let new = NewToken {
                name: self::name(&name).map_err(|problem| refused(&problem))?,
                // clap has asked for one at least.
                scopes: Scopes::of(scopes).unwrap_or(Scopes::ALL),
                until,
            };
            make(&database, &whose.find(&database).await?, new).await
        }
        TokenCommand::Revoke { id } => revoke(config, &database, id).await,
    }
}

impl Whose {
    async fn find(&self, database: &Database) -> Result<user::Model, StartError> {
        if let Some(typed) = &self.user {
            return called(database, typed).await;
        }
        let owner = UserRepository::of(database).with_role(Role::Owner).await?.pop();
        owner.ok_or_else(|| {
            StartError::Refused("Nobody is here yet, so nobody has tokens.".to_owned())
        })
    }
}

async fn list(database: &Database, user: &user::Model) -> Result<(), StartError> {
    let tokens =
        TokenRepository::of(database).of_user(user.id, now(), MOST_NAMED + MOST_SESSIONS).await?;
    let line = |parts: [&str; 7]| {
        let [id, kind, scopes, used, from, until, name] = parts;
        format!("{id:36}  {kind:7}  {scopes:16}  {used:17}  {from:15}  {until:17}  {name}")
    };
    let mut lines = vec![line(["ID", "KIND", "SCOPES", "USED", "FROM", "UNTIL", "NAME"])];
    lines.extend(tokens.iter().map(|one| {
        let token::Model { id, scopes, name, .. } = one;
        let kind = if one.is_session { "session" } else { "named" };
        let used = one.last_used_at.map_or("-".to_owned(), date);
        let from = one.last_address.as_deref().unwrap_or("-");
        let until = one.expires_at.map_or("never".to_owned(), date);
        line([&id.to_string(), kind, scopes, &used, from, &until, name])
    }));
    print(&lines).map(|_| ())
}

async fn make(database: &Database, user: &user::Model, new: NewToken) -> Result<(), StartError> {
    let username = &user.username;
    if user.disabled_at.is_some() {
        let reason =
            format!("@{username} is disabled; `natter user enable {username}` comes first.");
        return Err(StartError::Refused(reason));
    }
    let announcer = Announcer::new(Backplane::Local);
    match TokenService::new(database.clone(), announcer).make_for(user, new).await? {
        Made::Now { secret, .. } => println!("{secret}"),
        Made::TooMany => return Err(refused(&TOO_MANY)),
    }
    eprintln!("It is not shown again. Whoever has it can act as @{username}.");
    Ok(())
}

async fn revoke(config: &Config, database: &Database, id: Uuid) -> Result<(), StartError> {
    let Some(token) = TokenRepository::of(database).with_id(id, now()).await? else {
        let reason = "There is no such token; `natter token list --user NAME` shows somebody's.";
        return Err(StartError::Refused(reason.to_owned()));
    };
    let announcer = Announcer::new(backplane(config, database).await?);
    TokenService::new(database.clone(), announcer.clone()).revoke(token.user_id, id).await?;
    announcer.flush().await;
    println!("No program acts by this token any more.");
    Ok(())
}

fn refused(problem: &Problem) -> StartError {
    StartError::Refused(Language::English.words().say(problem.sentence).into_owned())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
