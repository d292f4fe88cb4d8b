//! Whoever runs the server, at its command line.

use url::Url;

use super::process::Ended;
use super::{Chat, Place};

impl Place {
    /// What comes of a command of the operator.
    pub async fn commands(&self, arguments: &str) -> Ended {
        self.natter(arguments.split_whitespace()).run().await
    }

    /// The same for a command that must succeed: what it prints.
    pub async fn obeys(&self, arguments: &str) -> String {
        let ended = self.commands(arguments).await;
        assert!(ended.status.success(), "{arguments}: {}", ended.output);
        ended.output
    }

    /// What its keys in Redis are told apart by, as `natter check` says.
    pub async fn house(&self) -> String {
        let said = self.obeys("check").await;
        let (_, house) = said.split_once(", house ").expect(&said);
        house.split_whitespace().next().unwrap().to_owned()
    }

    /// Refused with a sentence and the exit code 1.
    pub async fn refuses(&self, arguments: &str) -> String {
        let ended = self.commands(arguments).await;
        assert_eq!(ended.status.code(), Some(1), "{arguments}: {}", ended.output);
        assert_eq!(ended.output.trim().lines().count(), 1, "{}", ended.output);
        ended.output
    }
}

impl Chat {
    /// Path and query of a link that this command prints; its host is whatever
    /// the operator says.
    pub async fn link_from(&self, arguments: &str) -> String {
        let output = self.place.obeys(arguments).await;
        let line = output.lines().find(|line| line.starts_with("http")).expect(&output);
        let link = Url::parse(line).unwrap();
        match link.query() {
            Some(query) => format!("{}?{query}", link.path()),
            None => link.path().to_owned(),
        }
    }

    /// A link with which this person chooses a new password.
    pub async fn reset_link(&self, username: &str) -> String {
        self.link_from(&format!("user reset-password {username}")).await
    }
}
