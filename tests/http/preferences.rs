//! Language, theme and time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::harness::{Chat, Person};

async fn assert_chosen(person: &Person, [language, theme, time_zone]: [&str; 3]) {
    let held = person.settings().await;
    assert_eq!([held.language, held.theme, held.time_zone], [language, theme, time_zone]);
}

#[tokio::test]
async fn the_chosen_language_counts_more_than_the_browsers() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let phone = ada.on_another_device().await;
    for (choice, language) in [("ru", "ru"), ("en", "en"), ("ru", "ru"), ("", "en")] {
        ada.changes("preferences", &[("language", choice)]).await.is(303);
        assert_eq!(ada.settings().await.language, choice);
        for answer in [
            ada.get("/settings").await,
            phone.get("/conversations").await,
            phone.get("/conversations/x").await,
            ada.adds("nobody").await,
        ] {
            assert_eq!(answer.page().language().as_deref(), Some(language), "{}", answer.url);
        }
    }
}

#[tokio::test]
async fn the_chosen_theme_is_on_every_page() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await.path();
    for (choice, theme) in [("dark", Some("dark")), ("light", Some("light")), ("system", None)] {
        ada.changes("preferences", &[("theme", choice)]).await.is(303);
        assert_eq!(ada.settings().await.theme, choice);
        for path in ["/settings", "/conversations", "/contacts", "/people?q=a", &notes] {
            let page = ada.opens(path).await;
            assert_eq!(page.attribute("html", "data-theme").as_deref(), theme, "{path}");
        }
    }
}

#[tokio::test]
async fn days_follow_the_saved_zone() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    ada.says(&notes, "hello").await;
    // The first two are never on the same day.
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC", ""] {
        ada.changes("preferences", &[("time_zone", zone)]).await.is(303);
        let page = ada.looks_at(&notes).await;
        let said = page.attribute("article.message time", "datetime").unwrap();
        let said: Timestamp = said.parse().unwrap();
        let zone = if zone.is_empty() { "UTC" } else { zone };
        let zoned = |time: Timestamp| time.to_zoned(TimeZone::get(zone).unwrap()).date();
        let day = zoned(said);
        assert_eq!(page.attribute(".day time", "datetime"), Some(day.to_string()), "{zone}");
        // Unless midnight has passed there.
        if zoned(Timestamp::now()) == day {
            assert_eq!(page.text_of(".day time").as_deref(), Some("Today"), "{zone}");
        }
    }
}

#[tokio::test]
async fn the_preferences_form_changes_only_what_it_sends() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let all = [("language", "ru"), ("theme", "dark"), ("time_zone", "Europe/Berlin")];
    ada.changes("preferences", &all).await.is(303);
    assert_chosen(&ada, ["ru", "dark", "Europe/Berlin"]).await;
    ada.changes("preferences", &[("theme", "light")]).await.is(303);
    assert_chosen(&ada, ["ru", "light", "Europe/Berlin"]).await;
    ada.changes("preferences", &[("time_zone", "Asia/Tokyo")]).await.is(303);
    ada.changes("profile", &[("display_name", "Ada L.")]).await.is(303);
    assert_chosen(&ada, ["ru", "light", "Asia/Tokyo"]).await;
}

#[tokio::test]
async fn a_wrong_preference_changes_nothing() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (field, wrong) in [
        ("language", &["xx", "EN", "en-GB", "\0"][..]),
        ("theme", &["pink", "Dark", "\"><b>"]),
        ("time_zone", &["Europe/Atlantis", "+03:00", "../../etc/passwd", "\0", "<b>"]),
    ] {
        for wrong in wrong {
            let mut fields =
                vec![("language", "ru"), ("theme", "dark"), ("time_zone", "Asia/Tokyo")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, wrong));
            let page = ada.cannot_change("preferences", field, &fields).await;
            for (name, typed) in &fields[..2] {
                assert_eq!(page.chosen(name).as_deref(), Some(*typed), "kept beside {wrong:?}");
            }
        }
        let answer = ada.post("/settings/preferences").body(format!("{field}=%ff")).await.is(422);
        assert!(answer.page().complaint(field).is_some(), "{field}");
    }
    let page =
        ada.cannot_change("preferences", "time_zone", &[("time_zone", "Europe/Atlantis")]).await;
    assert_eq!(page.chosen("time_zone").as_deref(), Some("Europe/Atlantis"), "kept as typed");
}
