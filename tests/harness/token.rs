//! Tokens, with which programs act as somebody.

use scraper::{ElementRef, Selector};

use super::{Ask, Page, Person};

/// One token as the settings show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: String,
    pub name: String,
    pub text: String,
}

impl Token {
    fn read(row: ElementRef) -> Self {
        let name = row.select(&Selector::parse("b").unwrap()).next().expect("a token has a name");
        let text: String = row.text().collect();
        Self {
            id: row.attr("data-token").unwrap().to_owned(),
            name: name.text().collect(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    pub fn revoke(&self) -> String {
        format!("/settings/tokens/{}/revoke", self.id)
    }
}

impl Page {
    pub fn tokens(&self) -> Vec<Token> {
        self.all("[data-token]", Token::read)
    }

    /// The secret of the token that was just made.
    pub fn secret(&self) -> Option<String> {
        self.attribute("[role=status] input[readonly]", "value")
    }
}

impl Person {
    pub async fn tokens(&self) -> Vec<Token> {
        self.opens("/settings").await.tokens()
    }

    /// Asks for a token for a month that may read.
    pub fn asks_for_token(&self, name: &str) -> Ask<'_> {
        self.changes("tokens", &[("name", name), ("scope", "read"), ("until", "30")])
    }

    /// The secret of a new one.
    pub async fn makes_token(&self, name: &str) -> String {
        self.asks_for_token(name).await.is(200).page().secret().expect("it is shown once")
    }
}
