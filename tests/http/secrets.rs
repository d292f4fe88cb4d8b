//! What must never be written down.

use crate::harness::person::email;
use crate::harness::{Chat, eventually};

const PASSWORD: &str = "hush-hush-4711";
const NEW_PASSWORD: &str = "hush-again-4712";
const WORDS: &str = "unutterable-words";

#[tokio::test]
async fn the_log_tells_no_secret_even_at_its_most_talkative() {
    let chat = Chat::with(&[("RUST_LOG", "trace")]).await;
    let visitor = chat.visitor();
    let address = email("eve");
    let fields =
        [("username", "eve"), ("display_name", "Eve"), ("password", PASSWORD), ("email", &address)];
    visitor.post("/register").form(&fields).await.is(303);
    let cookie = visitor.jar.header().unwrap();
    let value = cookie.split_once('=').unwrap().1;
    visitor.signs_in("eve", PASSWORD).await.is(303);
    let renewed = visitor.jar.header().unwrap();
    let renewed = renewed.split_once('=').unwrap().1;

    let link = chat.reset_link("eve").await;
    let token = link.rsplit('/').next().unwrap();
    visitor.get(&link).await.is(200);
    visitor.post(&link).form(&[("password", NEW_PASSWORD)]).await.is(303);

    let ada = chat.person("ada").await;
    let path = visitor.post("/conversations").form(&[("username", "ada")]).await.location();
    let id = path.rsplit('/').next().unwrap().to_owned();
    let conversation = crate::harness::Conversation { id };
    let mut stream = ada.listens_to(&conversation).await;
    let body = [("body", WORDS)];
    visitor.post(&conversation.messages()).form(&body).await.is(303);
    stream.expects_message(WORDS).await;

    let route = "/conversations/{id}/messages";
    eventually("the request to be logged", async || chat.log().requests("POST", route).pop()).await;
    for secret in [PASSWORD, NEW_PASSWORD, WORDS, value, renewed, token] {
        let lines = chat.log().lines();
        let told = lines.iter().find(|line| line.contains(secret));
        assert_eq!(told, None, "{secret} stands in the log");
    }
}
