//! Links that let people make an account.

use scraper::{ElementRef, Selector};
use url::Url;

use super::page::parameter;
use super::person::PASSWORD;
use super::{Answer, Ask, Chat, Conversation, Page, Person, Visitor};

/// One invitation as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: String,
    /// Path and query of the link; its host is whatever the operator says.
    pub link: String,
    pub text: String,
}

impl Invitation {
    fn read(card: ElementRef) -> Self {
        let link = Selector::parse("input[readonly]").unwrap();
        let link = card.select(&link).next().expect("an invitation has a link");
        let link = Url::parse(link.attr("value").unwrap()).unwrap();
        Self {
            id: card.attr("data-invitation").unwrap().to_owned(),
            link: format!("{}?{}", link.path(), link.query().unwrap()),
            text: card.text().collect(),
        }
    }

    /// What tells it from others on the page.
    pub fn ending(&self) -> String {
        let code = self.code();
        format!("…{}", &code[code.len() - 4..])
    }

    pub fn code(&self) -> String {
        parameter(&self.link, "invite").expect("the link brings the code")
    }

    pub fn qr(&self) -> String {
        format!("/invitations/{}/qr.svg", self.id)
    }

    pub fn revoke(&self) -> String {
        format!("/invitations/{}/revoke", self.id)
    }

    /// What somebody of this name gets who registers with the code.
    pub async fn tried_by(&self, chat: &Chat, username: &str) -> Answer {
        chat.visitor().registers(&[("username", username), ("invite", &self.code())]).await
    }

    /// Somebody follows the link and registers.
    pub async fn brings(&self, chat: &Chat, username: &str) -> Person {
        self.leads(chat, username).await.0
    }

    /// The same, and the conversation in which they begin.
    pub async fn leads(&self, chat: &Chat, username: &str) -> (Person, Conversation) {
        let (person, begins_at) = Person::registers_at(&self.link, chat.visitor(), username).await;
        let id = begins_at.strip_prefix("/conversations/").expect(&begins_at).to_owned();
        (person, Conversation { id })
    }
}

impl Page {
    pub fn invitations(&self) -> Vec<Invitation> {
        self.all("[data-invitation]", Invitation::read)
    }

    /// Who came by invitation, each with the line about it.
    pub fn guests(&self) -> Vec<(String, String)> {
        self.all("[data-guest]", |line| {
            (line.attr("data-guest").unwrap().to_owned(), line.text().collect())
        })
    }
}

impl Chat {
    /// A house into which people are invited, and Ada, who owns it.
    pub async fn by_invitation() -> (Self, Person) {
        let chat = Self::with(&[("REGISTRATION", "invite")]).await;
        let ada = chat.person("ada").await;
        (chat, ada)
    }

    /// The answer is a refusal beside the code, and no account was made.
    pub async fn turned_away(&self, username: &str, answer: Answer) {
        assert!(answer.is(422).page().complaint("invite").is_some());
        self.visitor().signs_in(username, PASSWORD).await.is(422);
    }
}

impl Visitor {
    /// Whether they may say who invites.
    pub async fn owns_the_server(&self) -> bool {
        match self.get("/invitations").await {
            answer if answer.status == 404 => false,
            answer => answer.is(200).page().has("form[action='/inviters']"),
        }
    }
}

impl Person {
    pub async fn invitations(&self) -> Vec<Invitation> {
        self.opens("/invitations").await.invitations()
    }

    /// Asks for an invitation with these limits; empty means without one.
    pub fn asks_to_invite(&self, days: &str, uses: &str) -> Ask<'_> {
        self.post("/invitations").form(&[("days", days), ("uses", uses)])
    }

    /// Makes an invitation for a week that lets so many in.
    pub async fn invites(&self, uses: &str) -> Invitation {
        self.asks_to_invite("7", uses).await.redirects_to("/invitations");
        self.invitations().await.remove(0)
    }

    /// The owner lets somebody invite.
    pub fn names_inviter(&self, username: &str) -> Ask<'_> {
        self.post("/inviters").form(&[("username", username)])
    }
}
