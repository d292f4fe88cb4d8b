//! Settings: where they are read from, and what a wrong one gets.

use crate::harness::app::{App, recipe};
use crate::harness::{Chat, Place};

const WRONG: [(&str, &str); 29] = [
    ("DATABASE_URL", "mysql://localhost/natter"),
    ("DATABASE_URL", "natter.db"),
    ("REDIS_URL", "http://localhost"),
    ("REDIS_URL", "localhost:6379"),
    ("LISTEN_ADDR", "everywhere"),
    ("LISTEN_ADDR", "127.0.0.1:99999"),
    ("PUBLIC_URL", "chat.example"),
    ("PUBLIC_URL", "ftp://chat.example"),
    ("ALLOWED_HOSTS", "*.example.org"),
    ("ALLOWED_HOSTS", ".example.org"),
    ("CORS_ORIGINS", "*"),
    ("CORS_ORIGINS", "app.example.org"),
    ("TRUSTED_PROXIES", "300.1.1.1/8"),
    ("TRUSTED_PROXIES", "10.0.0.0/99"),
    ("TELEGRAM_API_URL", "api.telegram.org"),
    ("NOTIFY_AFTER", "soon"),
    ("NOTIFY_AFTER", "-1s"),
    ("PRESENCE_GRACE", "ten"),
    ("REGISTRATION", "maybe"),
    ("RATE_LIMITS", "sometimes"),
    ("FILES_URL", "natter-files"),
    ("FILES_URL", "gs://bucket"),
    ("MAX_FILE_SIZE", "large"),
    ("MAX_FILE_SIZE", "0"),
    ("STORAGE_PER_PERSON", "2 bags"),
    ("STORAGE_PER_PERSON", "-1MB"),
    ("METRICS_ADDR", "nowhere"),
    ("LOG_FORMAT", "xml"),
    ("LOG_FORMAT", "JSON,text"),
];

fn flag(name: &str) -> String {
    format!("--{}", name.to_lowercase().replace('_', "-"))
}

#[tokio::test]
async fn a_wrong_value_stops_the_start_with_one_sentence() {
    let place = Place::bare();
    for (name, value) in WRONG {
        for command in ["serve", "migrate", "check"] {
            let ended = place.natter([command]).set(name, value).run().await;
            assert!(!ended.status.success(), "{name}={value} {command}");
            let sentence = ended.output.trim();
            assert_eq!(sentence.lines().count(), 1, "{name}={value}: {sentence}");
            assert!(sentence.contains(name) && sentence.contains(value), "{sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
    assert!(!place.folder.join("natter.db").exists(), "nothing is made before all is well");
}

#[tokio::test]
async fn a_wrong_flag_is_told_the_same_way() {
    let place = Place::bare();
    for (name, value) in WRONG {
        let flag = format!("{}={value}", flag(name));
        let ended = place.natter(["check", &flag]).run().await;
        assert!(!ended.status.success(), "{flag}");
        assert!(ended.output.contains(name), "{flag}: {}", ended.output);
    }
}

#[tokio::test]
async fn a_wrong_secret_is_not_repeated() {
    let place = Place::bare();
    for (name, value) in [
        ("DATABASE_URL", "mysql://natter:hunter2@localhost/natter"),
        ("REDIS_URL", "http://natter:hunter2@localhost"),
        ("REDIS_URL", "redes://:hunter2@localhost"),
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
        ("TELEGRAM_BOT_TOKEN", "123456:hunter2 hunter2"),
    ] {
        let ended = place.natter(["check"]).set(name, value).run().await;
        assert!(!ended.status.success());
        let output = ended.output;
        assert!(output.contains(name) && output.contains("***"), "{output}");
        assert!(!output.contains("hunter2"), "{output}");
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_does_not_tell_its_password() {
    let place = Place::bare();
    let url = "postgres://natter:hunter2@127.0.0.1:1/natter";
    // The others wait for it, and are looked at in `starting.rs`.
    let ended = place.natter(["check"]).set("DATABASE_URL", url).run().await;
    assert!(!ended.status.success() && !ended.output.trim().is_empty());
    assert!(!ended.output.contains("hunter2"), "{}", ended.output);
}

#[tokio::test]
async fn what_nobody_knows_is_refused() {
    let place = Place::bare();
    for arguments in [&["dance"][..], &["--dance"], &["serve", "--registration"]] {
        let ended = place.natter(arguments.iter().copied()).run().await;
        assert!(!ended.status.success(), "{arguments:?}");
    }
}

/// What `GET /register` of a program started like this answers.
async fn register(place: &Place, arguments: &[&str], environment: &[(&str, &str)]) -> u16 {
    let recipe = recipe(place, environment).arguments(arguments.iter().copied());
    let app = App::from(recipe).await;
    let answer = reqwest::get(format!("http://{}/register", app.address)).await.unwrap();
    answer.status().as_u16()
}

#[tokio::test]
async fn a_flag_stands_before_or_after_the_command() {
    let place = Place::fresh().await;
    for arguments in [
        &["--registration", "closed"][..],
        &["--registration=closed", "serve"],
        &["serve", "--registration=closed"],
        &["serve", "--registration", "closed"],
    ] {
        assert_eq!(register(&place, arguments, &[]).await, 403, "{arguments:?}");
    }
    assert_eq!(register(&place, &["serve"], &[]).await, 200);
}

#[tokio::test]
async fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let place = Place::fresh().await;
    let open = ("REGISTRATION", "open");
    let closed = ("REGISTRATION", "closed");
    assert_eq!(register(&place, &["--registration=closed"], &[open]).await, 403);
    assert_eq!(register(&place, &["--registration=open"], &[closed]).await, 200);
    place.writes(".env", "# a comment\nREGISTRATION=closed\n");
    assert_eq!(register(&place, &[], &[]).await, 403);
    assert_eq!(register(&place, &[], &[open]).await, 200);
    assert_eq!(register(&place, &["--registration=open"], &[]).await, 200);
}

#[tokio::test]
async fn the_log_is_text_for_people_unless_asked_otherwise() {
    let place = Place::fresh().await;
    let app = App::from(recipe(&place, &[("LOG_FORMAT", "text")])).await;
    let lines = app.process().log.lines();
    assert!(lines.iter().all(|line| !line.starts_with('{')), "{lines:?}");
    drop(app);
    let chat = Chat::at(place, &[]).await;
    let lines = chat.log().lines();
    let json = |line: &String| serde_json::from_str::<serde_json::Value>(line).is_ok();
    assert!(lines.iter().all(json), "{lines:?}");
}
