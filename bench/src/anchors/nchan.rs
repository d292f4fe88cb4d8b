//! nchan: publishing the same bytes to as many, which are stored nowhere.

use std::{
    net::SocketAddrV4,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    load::{
        FanOut, Fanned, Plan, Target,
        listen::{Stream, Streams},
    },
    servers::Nginx,
};

/// So that no run hears of another.
static RUNS: AtomicU32 = AtomicU32::new(0);

/// Channels, and a template of what is published in them.
pub struct Nchan<'n> {
    pub address: SocketAddrV4,
    pub event: &'n str,
}

impl<'n> Nchan<'n> {
    /// An error when nginx has no nchan.
    pub fn of(nginx: &Nginx, event: &'n str) -> Result<Self, String> {
        match nginx.has_nchan {
            true => Ok(Self { address: nginx.address, event }),
            false => Err("nchan not installed".to_owned()),
        }
    }

    /// So many streams divided among so many channels, and what publishes there.
    pub fn channels(&self, streams: u32, channels: u32) -> (Streams, Plan) {
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let stream = |number: u32| Stream {
            path: format!("/sub/{run}-{}", number % channels),
            cookie: String::new(),
        };
        let targets = (0..channels).map(|channel| Target::new(format!("/pub/{run}-{channel}"), ""));
        let plan = Plan::get(self.address, targets.collect())
            .with_body(self.event, "text/html")
            .statuses(&[201, 202])
            .groups(u64::from(channels));
        let streams = (0..streams).map(stream).collect();
        (Streams { to: self.address, streams, groups: u64::from(channels) }, plan)
    }

    pub fn run(
        &self,
        (streams, channels): (u32, u32),
        planned: impl Fn(Plan) -> Plan,
    ) -> Result<Fanned, String> {
        let (streams, plan) = self.channels(streams, channels);
        FanOut { streams: &streams }.run(&planned(plan), || (), |()| ())
    }
}
