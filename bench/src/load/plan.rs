//! What is asked, by how many, how often and for how long.

use std::{net::SocketAddrV4, time::Duration};

/// The form of a message with a mark.
pub const MESSAGE: &str = "body=hello+{mark}&nonce={mark}";

/// Requests over keep-alive connections. Paths, headers and the body are
/// templates; see [`super::mark`].
#[derive(Debug, Clone)]
pub struct Plan {
    pub to: SocketAddrV4,
    pub method: &'static str,
    /// Taken in turn.
    pub targets: Vec<Target>,
    pub headers: Vec<String>,
    pub body: Option<String>,
    pub connections: usize,
    /// Requests a second over all connections; 0 means as answers come.
    pub rate: f64,
    pub warm_up: Duration,
    pub duration: Duration,
    pub most: u64,
    /// Answers with another status are errors.
    pub statuses: Vec<u16>,
    pub groups: u64,
}

/// Where a request goes, and as whom.
#[derive(Debug, Clone, Default)]
pub struct Target {
    pub path: String,
    /// The value of the Cookie header; none when empty.
    pub cookie: String,
    /// The value of the Authorization header; none when empty.
    pub token: String,
}

impl Target {
    pub fn new(path: impl Into<String>, cookie: impl Into<String>) -> Self {
        Self { path: path.into(), cookie: cookie.into(), token: String::new() }
    }

    /// As a program.
    pub fn with_token(path: impl Into<String>, token: impl Into<String>) -> Self {
        Self { path: path.into(), cookie: String::new(), token: token.into() }
    }
}

impl Plan {
    pub fn get(to: SocketAddrV4, targets: Vec<Target>) -> Self {
        Self {
            to,
            method: "GET",
            targets,
            headers: Vec::new(),
            body: None,
            connections: 16,
            rate: 0.0,
            warm_up: Duration::ZERO,
            duration: Duration::MAX,
            most: u64::MAX,
            statuses: vec![200],
            groups: 1,
        }
    }

    /// As a browser posts a form.
    pub fn post(to: SocketAddrV4, targets: Vec<Target>, body: &str) -> Self {
        Self::get(to, targets)
            .with_body(body, "application/x-www-form-urlencoded")
            .header(format!("Origin: http://{to}"))
            .statuses(&[303])
    }

    pub fn with_body(mut self, body: &str, content_type: &str) -> Self {
        self.method = "POST";
        self.body = Some(body.to_owned());
        self.header(format!("Content-Type: {content_type}"))
    }

    pub fn header(mut self, header: String) -> Self {
        self.headers.push(header);
        self
    }

    pub fn statuses(mut self, statuses: &[u16]) -> Self {
        self.statuses = statuses.to_vec();
        self
    }

    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = rate;
        self
    }

    pub fn lasting(mut self, warm_up: Duration, duration: Duration) -> Self {
        self.warm_up = warm_up;
        self.duration = duration;
        self
    }

    pub fn most(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    pub fn groups(mut self, groups: u64) -> Self {
        self.groups = groups;
        self
    }
}
