//! What the log tells of each request.

use crate::harness::log::Request;
use crate::harness::{Answer, Chat, eventually};

async fn logged(chat: &Chat, route: &str, answer: &Answer) -> Request {
    let id = answer.header("x-request-id").expect("each answer has an id").to_owned();
    eventually("the request to be logged", async || {
        chat.log().requests("GET", route).into_iter().find(|request| request.id == id)
    })
    .await
}

#[tokio::test]
async fn each_request_is_a_line_with_its_id_and_who_asked() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let route = "/conversations";
    let of_ada = logged(&chat, route, &ada.get(route).await.is(200)).await;
    let of_grace = logged(&chat, route, &grace.get(route).await.is(200)).await;
    let again = logged(&chat, route, &ada.get(route).await.is(200)).await;
    assert_eq!(of_ada.status, 200);
    assert!(of_ada.user.is_some());
    assert_eq!(of_ada.user, again.user);
    assert_ne!(of_ada.user, of_grace.user);
    let of_nobody = logged(&chat, "/login", &chat.visitor().get("/login").await.is(200)).await;
    assert_eq!(of_nobody.user, None);

    let unknown = format!("/conversations/{}", "0".repeat(32));
    let refused = ada.get(&unknown).await.is(404);
    let refused = logged(&chat, "/conversations/{id}", &refused).await;
    assert_eq!((refused.status, refused.user), (404, of_ada.user));
    assert!(!chat.log().text().contains(&unknown), "a path with an id is in the log");
}

#[tokio::test]
async fn what_is_asked_for_all_the_time_is_no_line() {
    let chat = Chat::start().await;
    let page = chat.visitor().opens("/login").await;
    let script = page.attribute("script[src]", "src").expect("a script");
    chat.visitor().get(&script).await.is(200);
    chat.visitor().get("/healthz").await.is(200);
    chat.visitor().get("/readyz").await.is(200);
    let missing = script.replace(".js", ".jsx");
    let missing = chat.visitor().get(&missing).await.is(404);
    let id = missing.header("x-request-id").unwrap().to_owned();
    eventually("what failed to be logged", async || chat.log().text().contains(&id).then_some(()))
        .await;
    for quiet in ["healthz", "readyz", ".js\""] {
        assert!(!chat.log().text().contains(quiet), "{quiet} is in the log");
    }
}
