//! One program that is measured, with a database of its own that is filled.

use std::{
    cell::RefCell,
    fs,
    net::SocketAddrV4,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;

use crate::{
    anchors,
    args::Mode,
    fill::{Store, ids, sign_in_everybody},
    load::{Target, Visitor},
    servers::{Natter, Postgres, Redis, natter::Setup},
};

/// What a run shares among all that is measured in it.
pub struct Ground {
    pub mode: Mode,
    pub folder: PathBuf,
    /// Both only in full mode.
    pub postgres: Option<Arc<Postgres>>,
    pub redis: Option<Redis>,
    /// Of everybody.
    pub password_hash: String,
}

impl Ground {
    /// Starts the servers that this mode needs.
    pub fn prepare(mode: Mode, folder: &Path) -> Result<Self, String> {
        let folder = folder.join(mode.name());
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let is_full = mode == Mode::Full;
        let postgres = is_full.then(|| Postgres::start(&folder).map(Arc::new)).transpose()?;
        let redis = is_full.then(|| Redis::start(&folder)).transpose()?;
        Ok(Self { mode, folder, postgres, redis, password_hash: anchors::hash()? })
    }
}

pub struct House {
    pub label: String,
    pub store: Store,
    setup: Setup,
    /// None only while it starts again.
    natter: RefCell<Option<Natter>>,
    /// The values of Cookie headers: at place n that of person number n.
    cookies: Vec<String>,
}

impl House {
    /// With a database of this name, which `fill` fills.
    pub fn open(
        ground: &Ground,
        program: &Path,
        (name, number): (&str, usize),
        fill: impl Fn(&Store, &str) -> Result<(), String>,
    ) -> Result<Self, String> {
        let (setup, store) = make(ground, program, name, number)?;
        fill(&store, &ground.password_hash)?;
        let natter = setup.start()?;
        let cookies = sign_in_everybody(&store, Visitor::new(natter.address))?;
        let label = program.display().to_string();
        let house = Self { label, store, setup, natter: RefCell::new(Some(natter)), cookies };
        house.check()?;
        Ok(house)
    }

    /// Ends the process and starts another one on the same database.
    pub fn restart(&self) -> Result<(), String> {
        let mut natter = self.natter.borrow_mut();
        *natter = None;
        *natter = Some(self.setup.start()?);
        Ok(())
    }

    /// Another process on the same database, for as long as this is kept.
    pub fn start_another(&self) -> Result<Natter, String> {
        self.setup.start()
    }

    /// Something of the process that runs.
    pub fn with<T>(&self, look: impl Fn(&Natter) -> T) -> Result<T, String> {
        self.natter.borrow().as_ref().map(look).ok_or_else(|| "natter has not started".to_owned())
    }

    pub fn address(&self) -> Result<SocketAddrV4, String> {
        self.with(|natter| natter.address)
    }

    pub fn pid(&self) -> Result<u32, String> {
        self.with(|natter| natter.process.pid())
    }

    /// Takes the bytes away that were uploaded: there is room for only so many.
    pub fn forget_files(&self) -> Result<(), String> {
        let store = self.setup.folder.join("natter-files");
        let entries = fs::read_dir(&store).into_iter().flatten().flatten();
        for folder in entries.filter(|entry| entry.file_name() != "incoming") {
            fs::remove_dir_all(folder.path())
                .map_err(|error| format!("{}: {error}", store.display()))?;
        }
        Ok(())
    }

    pub fn cookie(&self, person: u32) -> &str {
        &self.cookies[person as usize]
    }

    pub fn visitor(&self, person: u32) -> Result<Visitor, String> {
        let mut visitor = Visitor::new(self.address()?);
        visitor.cookie = self.cookie(person).to_owned();
        Ok(visitor)
    }

    /// A path, asked for by a person.
    pub fn target(&self, path: impl Into<String>, person: u32) -> Target {
        Target::new(path, self.cookie(person))
    }

    /// Signs a person in as a program, and returns the value of its Authorization header.
    pub fn token(&self, person: u32) -> Result<String, String> {
        let (username, password) = (ids::username(person), ids::PASSWORD);
        let who = format!(r#"{{"username":"{username}","password":"{password}"}}"#);
        let visitor = Visitor::new(self.address()?);
        let made = visitor.post("/api/v1/sessions", "application/json", &who)?;
        let answer: Value =
            serde_json::from_slice(&made.body).map_err(|error| error.to_string())?;
        let token = answer["token"].as_str().map(|token| format!("Bearer {token}"));
        token.ok_or_else(|| format!("no token: {answer}"))
    }

    /// Where persons 1 to `count` write, each into their own conversation.
    pub fn writing(&self, count: u32) -> Vec<Target> {
        (1..=count).map(|number| self.target(ids::messages(number), number)).collect()
    }

    /// Whether what was inserted is what Natter shows.
    fn check(&self) -> Result<(), String> {
        let page = self.visitor(3)?.get("/conversations", "")?;
        let name = format!("Person Number {}", ids::PEOPLE + 3);
        let shows = page.head.status == 200 && String::from_utf8_lossy(&page.body).contains(&name);
        match shows {
            true => Ok(()),
            false => Err(format!("the list of a person is not shown: {}", page.head.status)),
        }
    }
}

/// A database with tables and no rows, as the limits have, too.
pub fn make(
    ground: &Ground,
    program: &Path,
    name: &str,
    number: usize,
) -> Result<(Setup, Store), String> {
    let folder = ground.folder.join(name);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (database_url, store) = match &ground.postgres {
        Some(server) => {
            let (server, database) = (server.clone(), name.to_owned());
            (server.create(name)?, Store::Postgres { server, database })
        }
        None => {
            let path = folder.join("natter.db");
            (format!("sqlite://{}?mode=rwc", path.display()), Store::Sqlite { path })
        }
    };
    let redis_url = ground.redis.as_ref().map(|redis| redis.url(number));
    let setup = Setup { program: program.to_owned(), folder, database_url, redis_url };
    setup.migrate()?;
    Ok((setup, store))
}
