//! nginx in front of the program, set up as the README says.

use std::fs;
use std::sync::{Arc, Mutex};

use super::chat::Address;
use super::port::free_port;
use super::process::{Process, Recipe};
use super::wait::DEADLINE;
use super::{Visitor, folder};

const README: &str = include_str!("../../README.md");

pub struct Nginx {
    address: Address,
    _process: Process,
}

impl Nginx {
    /// Divides what comes among the programs that listen on these ports.
    pub async fn before(ports: [u16; 2]) -> Self {
        let folder = folder::fresh("nginx");
        let address = format!("127.0.0.1:{}", free_port());
        fs::write(folder.join("nginx.conf"), settings(&address, ports)).unwrap();
        let mut process = Recipe::new("/usr/sbin/nginx", &folder)
            .arguments(["-p", ".", "-e", "stderr", "-c", "nginx.conf"])
            .start();
        // By then it listens.
        process.announces("event method", DEADLINE).await;
        Self { address: Arc::new(Mutex::new(address)), _process: process }
    }

    /// Somebody who comes through it.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address.clone())
    }

    pub fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }
}

/// The README's own lines, with these ports and without https, and around them
/// what makes it a single process that writes into its folder only.
fn settings(address: &str, [first, second]: [u16; 2]) -> String {
    let block = README.split("```nginx\n").nth(1).expect("the README shows a set-up");
    let block = block.split("```").next().unwrap();
    let lines = block.lines().filter(|line| !line.trim().starts_with("ssl_"));
    let ours = lines.collect::<Vec<_>>().join("\n");
    let ours = ours
        .replace("127.0.0.1:3000", &format!("127.0.0.1:{first}"))
        .replace("127.0.0.1:3001", &format!("127.0.0.1:{second}"))
        .replace("443 ssl http2", address)
        // The port is part of this one.
        .replace("Host $host", "Host $http_host");
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = places.map(|place| format!("{place}_temp_path {place};"));
    format!(
        "daemon off; master_process off; pid nginx.pid; error_log stderr notice;
         events {{ worker_connections 4096; }}
         http {{ access_log off; {} {ours} }}",
        places.join(" ")
    )
}
