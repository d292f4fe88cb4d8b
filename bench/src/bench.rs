//! What rows measure with.

use std::{cell::Cell, path::PathBuf};

use crate::{
    anchors::Sends,
    fill,
    house::{Ground, House, make},
    load::Fanned,
    machine::Part,
    pace::Pace,
    servers::Nginx,
};

pub struct Bench {
    pub pace: Pace,
    pub ground: Ground,
    pub programs: Vec<PathBuf>,
    pub houses: Vec<House>,
    pub nginx: Nginx,
    /// What the database can take by itself.
    pub sends: Sends,
    /// Of all runs of Natter.
    pub faults: Cell<Faults>,
}

/// Events that did not come once and in order.
#[derive(Debug, Default, Clone, Copy)]
pub struct Faults {
    pub lost: u64,
    pub doubled: u64,
    pub misordered: u64,
}

impl Faults {
    pub fn all(&self) -> u64 {
        self.lost + self.doubled + self.misordered
    }
}

impl Bench {
    pub fn open(ground: Ground, programs: Vec<PathBuf>, pace: Pace) -> Result<Self, String> {
        let first = programs.first().ok_or("there is nothing to measure")?;
        let (_, store) = make(&ground, first, "alone", programs.len())?;
        fill::everyday(&store, &ground.password_hash)?;
        let houses = programs.iter().enumerate().map(|(number, program)| {
            House::open(&ground, program, (&format!("natter_{number}"), number), fill::everyday)
        });
        let houses = houses.collect::<Result<_, _>>()?;
        let nginx = Nginx::start(&ground.folder)?;
        Ok(Self {
            pace,
            houses,
            nginx,
            programs,
            sends: Sends { store, folder: ground.folder.join("postgres") },
            ground,
            faults: Cell::default(),
        })
    }

    pub fn mode(&self) -> &'static str {
        self.ground.mode.name()
    }

    /// The processes that take part in every run.
    pub fn parts(&self) -> Vec<Part> {
        let natters = self.houses.iter().filter_map(|house| Some(("natter", house.pid().ok()?)));
        let postgres = self.ground.postgres.iter().map(|one| ("postgres", one.process.pid()));
        let redis = self.ground.redis.iter().map(|one| ("redis", one.process.pid()));
        let nginx = [("nginx", self.nginx.process.pid())];
        natters.chain(postgres).chain(redis).chain(nginx).collect()
    }

    /// How many streams there are to be: fewer when it must be quick.
    pub fn streams(&self, wanted: u32) -> u32 {
        if self.pace.is_quick { wanted / 5 } else { wanted }
    }

    /// Remembers what went wrong in a run of Natter.
    pub fn judge(&self, fanned: &Fanned) {
        let Faults { lost, doubled, misordered } = self.faults.get();
        self.faults.set(Faults {
            lost: lost + fanned.lost,
            doubled: doubled + fanned.heard.doubled,
            misordered: misordered + fanned.heard.misordered,
        });
    }
}
