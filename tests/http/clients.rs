//! The API as clients see it that nobody here wrote: they believe the document.

use std::time::Duration;

use tokio::sync::OnceCell;

use crate::harness::app::App;
use crate::harness::installed;
use crate::harness::process::Recipe;
use crate::harness::{Chat, Mode, Place};

const CLIENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");
const PATIENCE: Duration = Duration::from_secs(240);

/// Where their programs are.
async fn programs() -> &'static str {
    static PROGRAMS: OnceCell<String> = OnceCell::const_new();
    PROGRAMS.get_or_init(|| installed("clients")).await
}

/// What it prints, once it has ended well.
async fn runs(place: &Place, program: &str, arguments: &[&str]) -> String {
    let recipe = Recipe::new(program, &place.folder).arguments(arguments.iter().copied());
    let ended = recipe.start().ended(PATIENCE).await;
    assert!(ended.status.success(), "{program}: {}", ended.output);
    ended.output
}

async fn document(place: &Place, origin: &str) {
    let answer = reqwest::get(format!("{origin}/api/openapi.json")).await.unwrap();
    place.writes("openapi.json", &answer.text().await.unwrap());
}

async fn token(origin: &str) -> String {
    let who = r#"{"username": "anna", "password": "natter-demo"}"#;
    let asked = reqwest::Client::new().post(format!("{origin}/api/v1/sessions")).body(who);
    let answer = asked.header("content-type", "application/json").send().await.unwrap();
    let session: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    session["token"].as_str().unwrap().to_owned()
}

/// What a client sees does not depend on the database, and both take their time.
#[tokio::test]
async fn schemathesis_finds_nothing() {
    if Mode::is_full() {
        return;
    }
    let place = Place::fresh().await;
    place.obeys("demo").await;
    let app = App::start(&place, &[]).await;
    let origin = format!("http://{}", app.address);
    document(&place, &origin).await;
    let config = format!("{CLIENTS}/schemathesis.toml");
    let bearer = format!("Authorization: Bearer {}", token(&origin).await);
    let arguments =
        ["--config-file", &config, "run", "openapi.json", "--origin", &origin, "-H", &bearer];
    let program = format!("{}/schemathesis", programs().await);
    let output = runs(&place, &program, &arguments).await;
    assert!(output.contains("Stateful"), "{output}");
}

#[tokio::test]
async fn two_people_talk_by_a_generated_client() {
    if Mode::is_full() {
        return;
    }
    let chat = Chat::start().await;
    let (place, programs) = (&chat.place, programs().await);
    let origin = format!("http://{}", chat.address());
    document(place, &origin).await;
    let arguments =
        ["generate", "--path", "openapi.json", "--output-path", "made", "--fail-on-warning"];
    // It formats what it has made with another program of this folder.
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let generator = format!("{programs}/openapi-python-client");
    let generate = Recipe::new(&generator, &place.folder).set("PATH", &path).arguments(arguments);
    let ended = generate.start().ended(PATIENCE).await;
    assert!(ended.status.success(), "{}", ended.output);
    let talk = Recipe::new(format!("{programs}/python"), &place.folder.join("made"))
        .set("PYTHONPATH", ".")
        .arguments([&format!("{CLIENTS}/conversation.py"), origin.as_str()]);
    let ended = talk.start().ended(PATIENCE).await;
    assert!(ended.output.contains("they have talked"), "{}", ended.output);
}
