//! Pages of other origins that ask the API.

use reqwest::Method;

use crate::harness::{Answer, Chat, Visitor};

const OURS: &str = "https://app.example.org";
const EXPOSED: &str = "ratelimit,ratelimit-policy,retry-after,www-authenticate";

async fn chat() -> Chat {
    Chat::with(&[("CORS_ORIGINS", "http://localhost:5173, https://app.example.org")]).await
}

/// What a browser asks before it lets a page write.
async fn preflight(visitor: &Visitor, path: &str, origin: &str) -> Answer {
    let asked = visitor.ask(Method::OPTIONS, path).header("origin", origin);
    asked
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .await
}

/// A sign-in from a page of this origin.
async fn sign_in(visitor: &Visitor, origin: &str) -> Answer {
    let body = r#"{"username": "ada", "password": "wrong"}"#;
    let ask = visitor.post("/api/v1/sessions").body(body).header("origin", origin);
    ask.header("sec-fetch-site", "cross-site").header("content-type", "application/json").await
}

#[tokio::test]
async fn a_named_origin_is_let_in_without_cookies() {
    let chat = chat().await;
    let visitor = chat.visitor();
    let allowed = preflight(&visitor, "/api/v1/sessions", OURS).await.is(200);
    assert_eq!(allowed.header("access-control-allow-origin"), Some(OURS));
    assert_eq!(allowed.header("access-control-allow-credentials"), None);
    let methods = allowed.header("access-control-allow-methods").unwrap();
    assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].iter().all(|one| methods.contains(one)));
    let headers = allowed.header("access-control-allow-headers").unwrap();
    assert!(headers.contains("authorization") && headers.contains("last-event-id"), "{headers}");
    let answers = [
        sign_in(&visitor, OURS).await.is(422),
        visitor.get("/api/v1/me").header("origin", OURS).await.is(401),
        visitor.get("/api/v1/nothing").header("origin", OURS).await.is(404),
        visitor.get("/api/openapi.json").header("origin", OURS).await.is(200),
    ];
    for answer in answers {
        assert_eq!(answer.header("access-control-allow-origin"), Some(OURS), "{}", answer.url);
        assert_eq!(answer.header("access-control-expose-headers"), Some(EXPOSED));
        let mut vary = answer.headers.get_all("vary").iter();
        assert!(vary.any(|vary| vary.to_str().unwrap().contains("origin")), "{}", answer.url);
    }
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    let chat = chat().await;
    let visitor = chat.visitor();
    for foreign in ["https://evil.example", "null", "https://app.example.org.evil.example"] {
        for answer in [
            preflight(&visitor, "/api/v1/sessions", foreign).await,
            sign_in(&visitor, foreign).await,
            visitor.get("/api/openapi.json").header("origin", foreign).await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), None, "{foreign}");
        }
    }
    // The pages are for nobody else's scripts, whatever they are called.
    for path in ["/login", "/api"] {
        let answer = preflight(&visitor, path, OURS).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
    let form = [("username", "ada")];
    let write = visitor.post("/login").form(&form).header("sec-fetch-site", "cross-site");
    write.header("origin", OURS).await.is(403);
}

#[tokio::test]
async fn without_the_setting_there_are_no_others() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let answer = preflight(&visitor, "/api/v1/sessions", OURS).await.refused();
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let answer = sign_in(&visitor, OURS).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
}
