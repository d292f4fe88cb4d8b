//! Reaching PostgreSQL, and whether what answers there will do.
//!
//! Some of what Natter needs shows only when somebody writes: that every letter
//! can be stored, that tables may be made, that a statement is still known the
//! next time. So the start asks.

use std::time::Duration;

use sea_orm::sqlx::{self, Connection, PgConnection, Row, postgres::PgConnectOptions};
use tokio::time::timeout;
use url::Url;

use super::database::KEPT_STATEMENTS;
use crate::error::StartError;

/// A pooler that has no second connection to lend lets one wait for ever.
const PATIENCE: Duration = Duration::from_secs(3);
/// No such statement; there is one already.
const LOST_STATEMENT: [&str; 2] = ["26000", "42P05"];

/// How to connect.
pub(crate) fn options(url: &Url) -> Result<PgConnectOptions, sqlx::Error> {
    url.as_str().parse().map(corrected)
}

/// What sqlx makes of an address, but for what it gets wrong.
pub(super) fn corrected(options: PgConnectOptions) -> PgConnectOptions {
    // Poolers refuse settings that they do not know, and we store no floats.
    let options = options.extra_float_digits(None).statement_cache_capacity(KEPT_STATEMENTS);
    // The brackets belong to the address, and not to the host that is looked up.
    let host = options.get_host().strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match host.map(str::to_owned) {
        Some(host) => options.host(&host),
        None => options,
    }
}

pub(crate) async fn connect(url: &Url) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(&options(url)?).await
}

/// Begins a transaction to hold a lock in, for as long as it takes. Locks of a
/// session would stay with a pooler, which lends its sessions to everybody.
pub(super) async fn begin_holding(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let begin = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0;
                 SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0";
    sqlx::raw_sql(begin).execute(connection).await.map(drop)
}

/// Whose the session is that one gets by connecting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Session {
    Own,
    /// A pooler's, which lends it for one transaction.
    Lent,
}

/// An error that says what to do about it, when this database will not do.
pub(crate) async fn examine(url: &Url) -> Result<Session, StartError> {
    let mut connection = connect(url).await.map_err(StartError::database)?;
    let standing = Standing::read(&mut connection).await.map_err(StartError::database)?;
    if let Some(complaint) = standing.complaint() {
        return Err(StartError::UnfitDatabase(complaint));
    }
    match timeout(PATIENCE, whose_session(url, &mut connection)).await {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(error)) if is_lost_statement(&error) => Err(StartError::Pooler),
        Ok(Err(error)) => Err(StartError::database(error)),
        Err(_) => Err(StartError::Pooler),
    }
}

/// Whose sessions one gets at this address: a pooler's where it cannot be told.
pub(super) async fn session_at(url: &Url) -> Session {
    let asked = async { whose_session(url, &mut connect(url).await?).await };
    match timeout(PATIENCE, asked).await {
        Ok(Ok(session)) => session,
        _ => Session::Lent,
    }
}

/// Lets a statement have one plan, made without its values. With them PostgreSQL
/// plans each of the first five times, and what it has heard of a conversation
/// may be from when there was nothing in it: then it believes that any index on
/// conversations is as good as the one with the number of the message, and reads
/// all messages for each of a page. Not in what a pooler lends to others, too.
pub(super) async fn plan_once(
    connection: &mut PgConnection,
    session: Session,
) -> Result<(), sqlx::Error> {
    match session {
        Session::Own => {
            let set = sqlx::raw_sql("SET plan_cache_mode = force_generic_plan");
            set.execute(connection).await.map(drop)
        }
        Session::Lent => Ok(()),
    }
}

/// While another connection is busy, a pooler must lend a second session, where
/// it has to know again what was prepared in the first one.
async fn whose_session(url: &Url, ours: &mut PgConnection) -> Result<Session, sqlx::Error> {
    let before = backend(ours).await?;
    let mut other = connect(url).await?;
    sqlx::raw_sql("BEGIN").execute(&mut other).await?;
    let others = backend(&mut other).await?;
    let after = backend(ours).await?;
    Ok(if before == after && before != others { Session::Own } else { Session::Lent })
}

async fn backend(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(connection).await
}

fn is_lost_statement(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| LOST_STATEMENT.contains(&code.as_ref()))
}

/// What the database is and what we may do there. Names are quoted.
#[derive(Debug)]
struct Standing {
    encoding: String,
    database: String,
    role: String,
    schema: String,
    read_only: bool,
    may_make_tables: bool,
    may_use_tables: bool,
}

impl Standing {
    /// As text and not prepared, so that any pooler lets it pass.
    async fn read(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let row = sqlx::raw_sql(
            "SELECT current_setting('server_encoding') AS encoding,
                    quote_ident(current_database()) AS database,
                    quote_ident(current_user) AS role,
                    quote_ident(coalesce(current_schema(), 'public')) AS schema,
                    current_setting('transaction_read_only') = 'on' AS read_only,
                    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_make_tables,
                    NOT EXISTS (
                        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = current_schema()
                          AND c.relname IN ('seaql_migrations', 'users', 'messages', 'sessions')
                          AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                               AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
                    ) AS may_use_tables",
        )
        .fetch_one(connection)
        .await?;
        Ok(Self {
            encoding: row.try_get("encoding")?,
            database: row.try_get("database")?,
            role: row.try_get("role")?,
            schema: row.try_get("schema")?,
            read_only: row.try_get("read_only")?,
            may_make_tables: row.try_get("may_make_tables")?,
            may_use_tables: row.try_get("may_use_tables")?,
        })
    }

    fn complaint(&self) -> Option<String> {
        let Self { encoding, database, role, schema, .. } = self;
        if encoding != "UTF8" {
            return Some(format!(
                "its encoding is {encoding}, and only UTF8 has every letter. Make another one with \
                 `createdb --encoding=UTF8 --locale=C --template=template0 --owner={role} NAME`, and name it in DATABASE_URL."
            ));
        }
        if self.read_only {
            return Some(format!(
                "default_transaction_read_only is on for {database}, for the role {role} or for the whole server, \
                 so nothing can be written."
            ));
        }
        let grant = if !self.may_make_tables {
            format!("GRANT USAGE, CREATE ON SCHEMA {schema} TO {role}")
        } else if !self.may_use_tables {
            format!("GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}")
        } else {
            return None;
        };
        Some(format!(
            "the role {role} may do too little there. Connect to {database} as its owner and run `{grant}`."
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_brackets_is_a_host_without_them() {
        let url = Url::parse("postgres://natter@[::1]:5433/natter").expect("an address");
        let options = options(&url).expect("sqlx takes it");
        assert_eq!((options.get_host(), options.get_port()), ("::1", 5433));
    }
}
